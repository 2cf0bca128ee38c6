//! The action `resend-notice`.

use beian_contract::{problem::ProblemCode, request::ResendNotice, view::Done};
use beian_filing::{notice::Delivery, rate_limit};
use beian_kit::{ActionError, ActionResult, RequestContext};
use beian_store::{StoreError, delivery::can_be_sent_again};

/// Send a letter again that did not arrive 重发通知.
///
/// It goes into the outbox once more, to the address that its recipient has now. What brings a temporary password or a link to sign up
/// is not sent again by somebody else: its recipient asks for another.
///
/// # Refusals
/// - `not-found` there is no such letter
/// - `not-undelivered` it arrived, or is on its way
/// - `too-many-requests` it was sent again too often today
/// - `not-resendable` it is too old, or its recipient must ask for another
pub async fn resend_notice(ctx: RequestContext, input: ResendNotice) -> ActionResult<Done> {
    ctx.actor().await?;
    let letter = ctx.store().delivery(&input.notice_id).await?.ok_or(ProblemCode::NotFound)?;
    let again: Delivery = letter.clone().retry(ctx.now()).ok_or(ProblemCode::NotUndelivered)?;
    if !can_be_sent_again(&letter, ctx.now()) {
        return Err(ProblemCode::NotResendable.into());
    }
    if let Some(seconds) = ctx.count("resend", &input.notice_id, rate_limit::RESENDS_OF_LETTER).await? {
        return Err(ActionError::TooMany(seconds));
    }
    match ctx.store().require_delivery(&again, &letter, ctx.now()).await {
        // Another did so at the same moment, or its event is gone: decided anew, it says which.
        Err(StoreError::Stale) => Err(ProblemCode::NotUndelivered.into()),
        kept => Ok(kept.map(|()| Done {})?),
    }
}
