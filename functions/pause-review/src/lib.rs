//! The action `pause-review`.

use beian_contract::{request::PauseReview, view::FilingView};
use beian_filing::{finding::FindingCode, policy::codes};
use beian_kit::{ActionError, ActionResult, RequestContext, day, field};

/// Pause a review for a stated reason 中止计时.
///
/// The law does not count the time of some procedures, such as a hearing, so a pause stops the review deadline. The
/// reason comes from a list that cites its source. Both parties are notified of the reason and of the expected end. The
/// supervisor is notified of a pause that outlasts its expected end.
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `own-work` the reviewer's account owns, submitted, corrected, forwarded or amended the filing
/// - `taken-up` another reviewer took the filing up
/// - `review-paused` the review is already paused
/// - `review-late` the last day of the review is over
/// - `impossible-pause` the expected end is today, past or too far away, or the review was paused too often or for too long
pub async fn pause_review(ctx: RequestContext, input: PauseReview) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let mut problems = Vec::new();
    if codes::pause_reasons().get(&input.reason).is_none() {
        problems.push(field("/reason", FindingCode::UnknownCode));
    }
    let day = day(&input.expected_on);
    let Some(day) = day.filter(|_| problems.is_empty()) else {
        if day.is_none() {
            problems.push(field("/expected_on", FindingCode::DateForm));
        }
        return Err(ActionError::Malformed(problems));
    };
    let step = loaded.value.pause_review(&input.reason, day, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
