//! The action `show-filing`.

use beian_contract::{request::ShowFiling, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Show the parts of a filing that its reader may see 查看.
///
/// The answer has the status, the next actor with the deadline, the missing documents, and the actions that are open to
/// the reader.
pub async fn show_filing(ctx: RequestContext, input: ShowFiling) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    Ok(ctx.view(&loaded.value, &loaded.actor))
}
