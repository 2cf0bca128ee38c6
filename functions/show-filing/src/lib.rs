//! The action `show-filing`.

use beian_contract::{request::ShowFiling, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Show a filing, as far as its reader may see it 查看.
///
/// Where it stands, whose move it is and by when; what is missing; what its reader may do now.
pub async fn show_filing(ctx: RequestContext, input: ShowFiling) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    Ok(ctx.view(&loaded.value, &loaded.actor))
}
