//! The action `discard`.

use beian_contract::{request::Discard, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Discard a draft, or withdraw a deregistration.
///
/// The owner and the provider that writes a draft may discard it. A submitted filing is deleted only by a paper request (§二.4). Either
/// party may withdraw a deregistration before the provider forwards it, or after the bureau returns it. The claims of a returned draft
/// become free, and its history stays.
///
/// # Refusals
/// - `not-draft` the filing is submitted, finished or deleted
/// - `written-by-other` the owner writes the draft, not the provider
pub async fn discard(ctx: RequestContext, input: Discard) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.discard(&ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
