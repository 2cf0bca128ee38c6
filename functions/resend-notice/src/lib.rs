//! The action `resend-notice`.

use beian_contract::{problem::ProblemCode, request::ResendNotice, view::Done};
use beian_filing::{notice::Delivery, rate_limit};
use beian_kit::{ActionError, ActionResult, RequestContext};
use beian_store::{StoreError, delivery::can_be_sent_again};

/// Send an undelivered message again 重发通知.
///
/// The message enters the outbox again and goes to the recipient's present address. Staff cannot send a message with a
/// temporary password or a sign-up link again; its recipient must ask for another.
///
/// # Refusals
/// - `not-found` the message does not exist
/// - `not-undelivered` the message arrived or is on its way
/// - `too-many-requests` the message was sent again too often today
/// - `not-resendable` the message is too old, or its recipient must ask for another
pub async fn resend_notice(ctx: RequestContext, input: ResendNotice) -> ActionResult<Done> {
    ctx.actor().await?;
    let letter = ctx.store().delivery(&input.notice_id).await?.ok_or(ProblemCode::NotFound)?;
    let again: Delivery = letter.clone().retry(ctx.now()).ok_or(ProblemCode::NotUndelivered)?;
    if !can_be_sent_again(&letter, ctx.now()) {
        return Err(ProblemCode::NotResendable.into());
    }
    if let Some(seconds) = ctx.count("resend", &input.notice_id, rate_limit::RESENDS_OF_MESSAGE).await? {
        return Err(ActionError::TooMany(seconds));
    }
    match ctx.store().require_delivery(&again, &letter, ctx.now()).await {
        // Another supervisor sent the message again at the same time, or its event is gone. A repeated request is
        // decided by the present state.
        Err(StoreError::Stale) => Err(ProblemCode::NotUndelivered.into()),
        kept => Ok(kept.map(|()| Done {})?),
    }
}
