//! Sign in 登录.
//!
//! An unknown name costs what a wrong password costs, and is answered the same.
//!
//! # Refusals
//! - `wrong-password` the name and the password do not go together

use beian_contract::{problem::ProblemCode, request::SignIn, view::SessionView};
use beian_filing::account;
use beian_kit::{Answer, Desk, password, token};
use beian_store::Session;
use jiff::SignedDuration;

/// A session lasts a working day.
const HOURS: i64 = 12;

/// See the page above.
pub async fn sign_in(desk: Desk, input: SignIn) -> Answer<SessionView> {
    let found = desk.store().account(&account::canonical(&input.username)).await?;
    let known =
        password::verify(input.password, found.as_ref().map(|account| account.password.clone())).await?;
    let account = found.filter(|_| known).ok_or(ProblemCode::WrongPassword)?;
    let secret = token::hex(&token::random::<32>()?);
    let lasts = SignedDuration::from_hours(HOURS);
    let session = Session { actor: account.actor(), expires_at: desk.now() + lasts };
    desk.store().open_session(&token::digest(&secret), &session).await?;
    desk.set_session(&secret, lasts.as_secs());
    Ok(SessionView {
        username: account.username,
        role: account.role,
        provider: account.provider,
        expires_at: session.expires_at,
    })
}
