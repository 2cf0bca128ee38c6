//! The action `record-sheet`.

use beian_contract::{request::RecordSheet, view::FilingView};
use beian_filing::finding::FieldCode;
use beian_kit::{ActionError, ActionResult, RequestContext, SIGNED_AND_SEALED, field};

/// Record that the verification sheet arrived 核验单收讫.
///
/// A clerk has uploaded its scan, seen its signatures and seals, and matched it to the filing. The review clock starts once the sheet and the
/// provider's forward are both there (§四.1). A sheet that arrived on another day than today says why, by its postmark or the post book.
///
/// # Refusals
/// - `not-awaiting-sheet` no sheet is awaited, or it is there already
/// - `unknown-scan` the scan is not with the filing
/// - `impossible-arrival` the day lies in the future or before the filing was begun
pub async fn record_sheet(ctx: RequestContext, input: RecordSheet) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    if !input.signed_and_sealed {
        return Err(ActionError::Malformed(vec![field(SIGNED_AND_SEALED, FieldCode::Required)]));
    }
    let context = ctx.decision_by(&loaded.actor);
    let arrival = ctx.arrival(input.arrived_on.as_deref(), input.reason.as_deref())?;
    let step = loaded.value.record_sheet(&input.scan_id, arrival, &context)?;
    ctx.commit(step, &loaded.actor).await
}
