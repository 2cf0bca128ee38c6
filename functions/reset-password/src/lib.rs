//! The action `reset-password`.

use beian_contract::{request::ResetPassword, view::Done};
use beian_filing::{
    account::AccountEvent,
    history::{Event, Recipient, Role},
    identifier::Username,
    rate_limit,
};
use beian_kit::{ActionResult, RequestContext, token};
use jiff::SignedDuration;

/// The retention period of an attempt that did not match, in hours: ninety days.
const KEPT_HOURS: i64 = 90 * 24;

/// Ask for a temporary password by email 找回密码 (§一.1).
///
/// A message brings a temporary password if user name, contact name, email address and category all match. The
/// temporary password serves only to set a new password, and the old password works until then. The answer and the work
/// are the same without a match, because the action saves an event in any case. The account's holder is notified of
/// each attempt that matches, and of a few others in an hour.
///
/// # Refusals
/// - `too-many-requests` too many requests came from the address or its network
pub async fn reset_password(ctx: RequestContext, input: ResetPassword) -> ActionResult<Done> {
    let username = Username::typed(&input.username);
    ctx.within(rate_limit::RECOVER).await?;
    let often = ctx.count("recovery", &username, rate_limit::NOTICES_OF_ACCOUNT).await?.is_some();
    let found = ctx.store().account(&username).await?;
    let matches = found.as_ref().is_some_and(|account| {
        account.matches_recovery_data(&input.contact_name, &input.email, input.category)
    });
    let told = found.is_some_and(|account| account.disabled_at.is_none() && (matches || !often));
    let event = if matches { AccountEvent::ResetPassword } else { AccountEvent::TryRecovery };
    let notices: &[Recipient] = if told { &[Recipient::Owner] } else { &[] };
    // Nobody is signed in, so the account itself is the actor of the event.
    let event = Event::unchained(event, ctx.now(), &username, Role::Owner).with_notices(notices);
    let expires_at = (!matches).then(|| ctx.now() + SignedDuration::from_hours(KEPT_HOURS));
    // A repeated attempt writes one event. Another guess under the same idempotency key writes another.
    let note = token::digest(&format!("{} {}", ctx.command(), ctx.fingerprint()));
    ctx.store().note_attempt(&username, &format!("try#{note}"), &event, told, expires_at).await?;
    Ok(Done {})
}
