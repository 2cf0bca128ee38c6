//! The action `lift-suppression`.

use beian_contract::{problem::ProblemCode, request::LiftSuppression, view::Done};
use beian_filing::{
    account,
    notice::{Lifted, Suppression},
};
use beian_kit::{Answer, Desk, Fault, field};

/// Allow an address again that got no letters 恢复邮箱通知.
///
/// The supervisor knows that it works again, or that its holder wants letters after all. What did not arrive is not sent by this:
/// `resend-notice` does.
///
/// # Refusals
/// - `not-found` there is no such letter
/// - `not-suppressed` its address gets letters
pub async fn lift_suppression(desk: Desk, input: LiftSuppression) -> Answer<Done> {
    let actor = desk.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    let letter = desk.store().letter(&input.notice_id).await?.ok_or(ProblemCode::NotFound)?;
    let held = desk.store().suppression(&letter.address).await?.filter(Suppression::holds);
    let held = held.ok_or(ProblemCode::NotSuppressed)?;
    let lifted = Lifted { by: actor.account.clone(), at: desk.now(), reason: input.reason.trim().to_owned() };
    let suppression = Suppression { lifted: Some(lifted), ..held };
    desk.store().suppress(&letter.address, &suppression).await?;
    Ok(Done {})
}
