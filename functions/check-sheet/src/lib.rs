//! The action `check-sheet`.

use beian_contract::{request::CheckSheet, view::FilingView};
use beian_filing::account;
use beian_kit::{Answer, Desk, Fault, field};

/// Say whether the verification sheet is signed and sealed 核对核验单的签名和章.
///
/// A sheet that filed itself was seen by nobody. The reviewer looks at it first: with every signature and seal there, the review goes on, and
/// only then a filing that has one may be approved. Where something is missing, the review ends, another sheet is awaited by post, and the
/// owner and the provider are told what to mend (§四.1). That may be said of a sheet too that a clerk confirmed.
///
/// # Refusals
/// - `not-under-review` it is not the bureau's move
/// - `own-work` who filed, corrected or amended it, or owns it, does not decide it
/// - `taken-up` another reviewer has it
/// - `not-awaiting-sheet` it has no sheet
/// - `sheet-confirmed` somebody saw before that it is signed and sealed
pub async fn check_sheet(desk: Desk, input: CheckSheet) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let moment = desk.moment(&held.actor);
    let reason = input.reason.as_deref().unwrap_or_default().trim();
    let step = match account::reason_problem(reason) {
        _ if input.signed_and_sealed => held.it.confirm_sheet(&moment)?,
        Some(code) => return Err(Fault::Malformed(vec![field("/reason", code)])),
        None => held.it.refuse_sheet(reason, &moment)?,
    };
    desk.commit(step, &held.actor).await
}
