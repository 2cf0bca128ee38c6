//! The action `confirm-deregistration`.

use beian_contract::{problem::ProblemCode, request::ConfirmDeregistration, view::FilingView};
use beian_filing::{ahead::serves, filing::CONFIRMATION};
use beian_kit::{ActionResult, RequestContext, token};

/// Confirm a deregistration with the code that came by email 确认注销.
///
/// A deregistration cannot be taken back, so its owner says twice that it is meant: signed in, and with the code.
///
/// # Refusals
/// - `nothing-to-confirm` it is confirmed, withdrawn or forwarded, or no deregistration
/// - `code-expired` the code is wrong, or too old
pub async fn confirm_deregistration(
    ctx: RequestContext,
    input: ConfirmDeregistration,
) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.confirm_deregistration(&ctx.decision_by(&loaded.actor))?;
    let given = token::digest(input.code.trim());
    match ctx.store().code(&input.filing_id).await? {
        Some((digest, until)) if digest == given && serves(until, ctx.now(), CONFIRMATION) => {}
        _ => return Err(ProblemCode::CodeExpired.into()),
    }
    ctx.commit(step, &loaded.actor).await
}
