//! The action `pause-review`.

use beian_contract::{request::PauseReview, view::FilingView};
use beian_filing::{finding::FieldCode, policy::codes};
use beian_kit::{ActionError, ActionResult, RequestContext, day, field};

/// Pause a review for a named reason 中止计时.
///
/// Time that the law does not count, such as a hearing's, stops the review's clock. The reasons are a list with its source,
/// and the applicant is told which it is and until when. Whoever lets a pause grow longer than told is reported.
///
/// # Refusals
/// - `not-under-review` no review's clock runs
/// - `own-work` who filed, corrected or amended it, or owns it, does not decide it
/// - `taken-up` another reviewer has it
/// - `review-paused` it is paused already
/// - `review-late` its last day is over
/// - `impossible-pause` the day is past, today, or too far away; or it was paused too often or too long already
pub async fn pause_review(ctx: RequestContext, input: PauseReview) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let mut problems = Vec::new();
    if codes::pause_reasons().get(&input.reason).is_none() {
        problems.push(field("/reason", FieldCode::UnknownCode));
    }
    let day = day(&input.expected_on);
    let Some(day) = day.filter(|_| problems.is_empty()) else {
        if day.is_none() {
            problems.push(field("/expected_on", FieldCode::DateForm));
        }
        return Err(ActionError::Malformed(problems));
    };
    let step = loaded.value.pause(&input.reason, day, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
