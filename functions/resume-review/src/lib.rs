//! The action `resume-review`.

use beian_contract::{request::ResumeReview, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Resume a paused review 恢复计时. The last day is computed again without the days of the pause.
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `own-work` the reviewer's account owns, submitted, corrected, forwarded or amended the filing
/// - `taken-up` another reviewer took the filing up
/// - `not-paused` the review is not paused
pub async fn resume_review(ctx: RequestContext, input: ResumeReview) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.resume_review(&ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
