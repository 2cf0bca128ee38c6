//! The action `lift-suppression`.

use beian_contract::{problem::ProblemCode, request::LiftSuppression, view::Done};
use beian_filing::{
    account,
    notice::{LiftedSuppression, Suppression},
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Allow notices to a suppressed email address again 恢复邮箱通知.
///
/// The supervisor knows that the address works again, or that its holder wants notices after all. The action `resend-notice` sends a
/// notice that did not arrive; this action sends none.
///
/// # Refusals
/// - `not-found` the notice does not exist
/// - `not-suppressed` the address of the notice is not suppressed
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
