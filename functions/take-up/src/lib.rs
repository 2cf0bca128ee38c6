//! The action `take-up`.

use beian_contract::{request::TakeUp, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Take a filing up 领办, so that no other reviewer decides it. The reviewer keeps the filing when it comes back amended.
///
/// # Refusals
/// - `not-under-review` the filing is not under review
/// - `own-work` the reviewer's account owns, submitted, corrected, forwarded or amended the filing
/// - `taken-up` a reviewer has already taken the filing up
pub async fn take_up(ctx: RequestContext, input: TakeUp) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.take_up(&ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
