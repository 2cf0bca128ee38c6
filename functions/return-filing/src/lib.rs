//! The action `return-filing`.

use beian_contract::{request::ReturnFiling, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Return a filing from its provider to its owner 退回.
///
/// Each field that must change is named with the reason and what helps. The owner may then edit freely.
///
/// # Refusals
/// - `not-with-provider` it is somebody else's move
/// - `reasons-missing` a return without reasons, or for fields that do not exist
pub async fn return_filing(ctx: RequestContext, input: ReturnFiling) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.return_to_draft(input.reasons, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
