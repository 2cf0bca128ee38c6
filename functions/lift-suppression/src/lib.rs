//! The action `lift-suppression`.

use beian_contract::{problem::ProblemCode, request::LiftSuppression, view::Done};
use beian_filing::{
    account,
    notice::{LiftedSuppression, Suppression},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Allow an address again that got no letters 恢复邮箱通知.
///
/// The supervisor knows that it works again, or that its holder wants letters after all. What did not arrive is not sent by this:
/// `resend-notice` does.
///
/// # Refusals
/// - `not-found` there is no such letter
/// - `not-suppressed` its address gets letters
pub async fn lift_suppression(ctx: RequestContext, input: LiftSuppression) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let letter = ctx.store().delivery(&input.notice_id).await?.ok_or(ProblemCode::NotFound)?;
    let loaded = ctx.store().suppression(&letter.address).await?.filter(Suppression::holds);
    let loaded = loaded.ok_or(ProblemCode::NotSuppressed)?;
    let lifted = LiftedSuppression {
        by: actor.account.clone(),
        at: ctx.now(),
        reason: input.reason.trim().to_owned(),
    };
    let suppression = Suppression { lifted: Some(lifted), ..loaded };
    ctx.store().suppress(&letter.address, &suppression).await?;
    Ok(Done {})
}
