//! The action `check-sheet`.

use beian_contract::{request::CheckSheet, view::FilingView};
use beian_filing::account;
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// State whether the verification sheet is signed and sealed 核对核验单的签名和章.
///
/// Nobody has looked at a sheet that was filed automatically, so the reviewer checks it first. If every signature and seal is there, the
/// review goes on; a filing with a sheet can be approved only after that. If one is missing, the review ends, the bureau waits for
/// another sheet by post, and the owner and the provider are notified of the reason (§四.1). A reviewer may also refuse a sheet that a
/// clerk confirmed.
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `own-work` the reviewer owns the filing, or submitted, corrected, forwarded or amended it
/// - `taken-up` another reviewer took the filing up
/// - `not-awaiting-sheet` the filing has no sheet
/// - `sheet-confirmed` the sheet is already confirmed
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
