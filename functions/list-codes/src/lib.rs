//! The action `list-codes`.

use beian_contract::{request::ListCodes, view::CodesView};
use beian_kit::{ActionResult, RequestContext};

/// The dated code lists that forms offer 代码表.
pub async fn list_codes(ctx: RequestContext, _input: ListCodes) -> ActionResult<CodesView> {
    Ok(CodesView::of(ctx.app().rules()))
}
