//! The action `record-sheet`.

use beian_contract::{request::RecordSheet, view::FilingView};
use beian_filing::finding::FindingCode;
use beian_kit::{ActionError, ActionResult, RequestContext, SIGNED_AND_SEALED, field};

/// Record that the verification sheet arrived 核验单收讫.
///
/// A clerk has uploaded the scan of the sheet, seen the signatures and seals, and matched the sheet to the filing. The
/// review deadline starts once the sheet has arrived and the provider has forwarded the filing (§四.1). A day of arrival
/// other than today needs a reason, such as the postmark or the post book.
///
/// # Refusals
/// - `not-awaiting-sheet` the filing awaits no sheet, or its sheet has already arrived
/// - `unknown-scan` the filing has no such scan of a verification sheet
/// - `impossible-arrival` the day of arrival is in the future or before the beginning of the filing
pub async fn record_sheet(ctx: RequestContext, input: RecordSheet) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    if !input.signed_and_sealed {
        return Err(ActionError::Malformed(vec![field(SIGNED_AND_SEALED, FindingCode::Required)]));
    }
    let context = ctx.decision_by(&loaded.actor);
    let arrival = ctx.arrival(input.arrived_on.as_deref(), input.reason.as_deref())?;
    let step = loaded.value.record_sheet(&input.scan_id, arrival, &context)?;
    ctx.commit(step, &loaded.actor).await
}
