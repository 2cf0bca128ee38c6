//! The action `resume-review`.

use beian_contract::{request::ResumeReview, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Go on with a paused review 恢复计时. The last day is counted anew; the days of the pause are left out.
///
/// # Refusals
/// - `not-under-review` no review's clock runs
/// - `own-work` who filed, corrected or amended it, or owns it, does not decide it
/// - `taken-up` another reviewer has it
/// - `not-paused` it is not paused
pub async fn resume_review(ctx: RequestContext, input: ResumeReview) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.resume(&ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
