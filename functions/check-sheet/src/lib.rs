//! The action `check-sheet`.

use beian_contract::{request::CheckSheet, view::FilingView};
use beian_filing::account;
use beian_kit::{ActionError, ActionResult, RequestContext, field};

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
pub async fn check_sheet(ctx: RequestContext, input: CheckSheet) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let context = ctx.decision_by(&loaded.actor);
    let reason = input.reason.as_deref().unwrap_or_default().trim();
    let step = match account::reason_problem(reason) {
        _ if input.signed_and_sealed => loaded.value.confirm_sheet(&context)?,
        Some(code) => return Err(ActionError::Malformed(vec![field("/reason", code)])),
        None => loaded.value.refuse_sheet(reason, &context)?,
    };
    ctx.commit(step, &loaded.actor).await
}
