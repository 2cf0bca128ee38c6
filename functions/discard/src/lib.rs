//! The action `discard`.

use beian_contract::{request::Discard, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Throw a draft away, or withdraw a deregistration.
///
/// Its owner can, and the provider that writes it, and only while it is a draft; what was submitted is deleted on paper (§二.4).
/// A deregistration is withdrawn by either party until it is forwarded.
/// What a returned draft still held is free again; its history stays.
///
/// # Refusals
/// - `not-draft` it is submitted or finished
/// - `written-by-other` its owner writes it
pub async fn discard(ctx: RequestContext, input: Discard) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.discard(&ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
