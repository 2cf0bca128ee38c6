//! The action `reset-password`.

use beian_contract::{request::ResetPassword, view::Done};
use beian_filing::{
    account::{self, AccountEvent},
    history::{Event, Recipient, Role},
    rate_limit,
};
use beian_kit::{ActionResult, RequestContext, token};
use jiff::SignedDuration;

/// What did not match is kept so long, in hours: ninety days.
const KEPT_HOURS: i64 = 90 * 24;

/// Ask for a temporary password by email 找回密码 (§一.1).
///
/// When user name, contact name, email and category all match, an email brings a temporary password that only
/// serves to set a new one; the old one works until then. The answer is the same whether they match or not, and so is
/// the work: an entry is written in any case. The holder of an account is told of every try, up to a few an hour.
///
/// # Refusals
/// - `too-many-requests` the place has asked too often
pub async fn reset_password(ctx: RequestContext, input: ResetPassword) -> ActionResult<Done> {
    let username = account::canonical(&input.username);
    ctx.within(rate_limit::RECOVER).await?;
    let often = ctx.count("recovery", &username, rate_limit::NOTICES_OF_ACCOUNT).await?.is_some();
    let found = ctx.store().account(&username).await?;
    let matches = found
        .as_ref()
        .is_some_and(|account| account.is_described_by(&input.contact_name, &input.email, input.category));
    let told = found.is_some_and(|account| account.disabled_at.is_none() && (matches || !often));
    let event = if matches { AccountEvent::ResetPassword } else { AccountEvent::TryRecovery };
    let notices: &[Recipient] = if told { &[Recipient::Owner] } else { &[] };
    // In the name of the account: nobody is signed in.
    let event = Event::unchained(event, ctx.now(), &username, Role::Owner).owing(notices);
    let expires_at = (!matches).then(|| ctx.now() + SignedDuration::from_hours(KEPT_HOURS));
    // The same try again is one; another guess under the same key is another.
    let note = token::digest(&format!("{} {}", ctx.command(), ctx.fingerprint()));
    ctx.store().note_attempt(&username, &format!("try#{note}"), &event, told, expires_at).await?;
    Ok(Done {})
}
