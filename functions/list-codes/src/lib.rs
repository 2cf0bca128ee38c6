//! The action `list-codes`.

use beian_contract::{request::ListCodes, view::CodesView};
use beian_kit::{ActionResult, RequestContext};

/// List the dated code lists for the fields of forms 代码表.
pub async fn list_codes(ctx: RequestContext, _input: ListCodes) -> ActionResult<CodesView> {
    Ok(CodesView::of(ctx.app().rules()))
}
