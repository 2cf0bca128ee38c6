//! The action `return-filing`.

use beian_contract::{request::ReturnFiling, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Return a filing from its provider to its owner 退回.
///
/// The provider names each field that must change, with a reason and a suggestion. The owner may then edit every field.
///
/// # Refusals
/// - `not-with-provider` the filing is not with its access provider, or it is a deregistration, which has no fields to edit
/// - `reasons-missing` the return has no reasons, or a reason names a field that does not exist
pub async fn return_filing(ctx: RequestContext, input: ReturnFiling) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.return_by_provider(input.reasons, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
