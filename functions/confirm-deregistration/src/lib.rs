//! The action `confirm-deregistration`.

use beian_contract::{problem::ProblemCode, request::ConfirmDeregistration, view::FilingView};
use beian_filing::{ahead::serves, filing::CONFIRMATION};
use beian_kit::{Answer, Desk, token};

/// Confirm a deregistration with the code that came by email 确认注销.
///
/// A deregistration cannot be taken back, so its owner says twice that it is meant: signed in, and with the code.
///
/// # Refusals
/// - `nothing-to-confirm` it is confirmed, withdrawn or forwarded, or no deregistration
/// - `code-expired` the code is wrong, or too old
pub async fn confirm_deregistration(desk: Desk, input: ConfirmDeregistration) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let step = held.it.confirm_deregistration(&desk.moment(&held.actor))?;
    let given = token::digest(input.code.trim());
    match desk.store().code(&input.filing_id).await? {
        Some((digest, until)) if digest == given && serves(until, desk.now(), CONFIRMATION) => {}
        _ => return Err(ProblemCode::CodeExpired.into()),
    }
    desk.commit(step, &held.actor).await
}
