//! The action `confirm-deregistration`.

use beian_contract::{problem::ProblemCode, request::ConfirmDeregistration, view::FilingView};
use beian_filing::{ahead::is_valid_now, filing::CONFIRMATION};
use beian_kit::{ActionResult, RequestContext, token};

/// Confirm a deregistration with the code from the email 确认注销.
///
/// A deregistration cannot be undone, so the owner confirms it with the code in addition to the session.
///
/// # Refusals
/// - `nothing-to-confirm` the deregistration is confirmed, withdrawn or forwarded, or the filing is no deregistration
/// - `code-expired` the code is wrong or has expired
pub async fn confirm_deregistration(
    ctx: RequestContext,
    input: ConfirmDeregistration,
) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let filing_id = loaded.value.id;
    let step = loaded.value.confirm_deregistration(&ctx.decision_by(&loaded.actor))?;
    let given = token::digest(input.code.trim());
    match ctx.store().code(filing_id).await? {
        Some((digest, until)) if digest == given && is_valid_now(until, ctx.now(), CONFIRMATION) => {}
        _ => return Err(ProblemCode::CodeExpired.into()),
    }
    ctx.commit(step, &loaded.actor).await
}
