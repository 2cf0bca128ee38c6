//! The action `correct-arrival`.

use beian_contract::{request::CorrectArrival, view::FilingView};
use beian_filing::{account, deadline::Arrival, finding::FindingCode};
use beian_kit::{ActionError, ActionResult, RequestContext, day, field};

/// Correct the day on which the verification sheet arrived 更正收到日.
///
/// The review began on the wrong day if the post lay over a weekend or a scan batch was scanned a day late. A clerk states the right day
/// and the reason, by the postmark or the post book. The last day of the review is computed again, and the owner and the provider are
/// notified (§四.1).
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `not-awaiting-sheet` the filing has no sheet
/// - `nothing-changed` the sheet already has this day of arrival
/// - `impossible-arrival` the day lies in the future or before the beginning of the filing
pub async fn correct_arrival(ctx: RequestContext, input: CorrectArrival) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let (day, reason) = (day(&input.arrived_on), input.reason.trim());
    let wrong_day = day.is_none().then(|| field("/arrived_on", FindingCode::DateForm));
    let wrong_reason = account::reason_problem(reason).map(|code| field("/reason", code));
    let problems: Vec<_> = wrong_day.into_iter().chain(wrong_reason).collect();
    let Some(on) = day.filter(|_| problems.is_empty()) else { return Err(ActionError::Malformed(problems)) };
    let arrival = Arrival { on, reason: Some(reason.to_owned()) };
    let step = loaded.value.correct_arrival(arrival, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
