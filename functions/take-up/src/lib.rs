//! The action `take-up`.

use beian_contract::{request::TakeUp, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Take a filing up 领办: from then on no other reviewer decides it. It stays with them when it comes back amended.
///
/// # Refusals
/// - `not-under-review` it is not the bureau's move
/// - `own-work` who filed, corrected or amended it, or owns it, does not decide it
/// - `taken-up` somebody has it already
pub async fn take_up(ctx: RequestContext, input: TakeUp) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.take_up(&ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
