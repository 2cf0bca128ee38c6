//! Sign in 登录.
//!
//! An unknown name costs what a wrong password costs, and is answered the same. Each place waits longer after each
//! failure; no place can make another wait.
//!
//! # Refusals
//! - `wrong-password` the name and the password do not go together
//! - `code-needed` they do, and the second factor's code is asked for besides
//! - `wrong-code` that code is wrong or was used
//! - `too-many-requests` the place must wait

use beian_contract::{problem::ProblemCode, request::SignIn, view::SessionView};
use beian_filing::{account, limit, session::HOURS};
use beian_kit::{Answer, Desk, Fault, password, second_factor, token};
use beian_store::StoreError;

/// See the page above.
pub async fn sign_in(desk: Desk, input: SignIn) -> Answer<SessionView> {
    let username = account::canonical(&input.username);
    desk.within(limit::SIGN_IN).await?;
    let pressed = desk.count("sign-in", &username, limit::TRIES_AT_ACCOUNT).await?.is_some();
    desk.take_turn(&username, pressed).await?;
    let found = desk.store().account(&username).await?;
    let hashed = found.as_ref().map(|account| account.password.clone());
    let known = password::verify(input.password, hashed).await?;
    let account =
        found.filter(|account| known && account.disabled_at.is_none()).ok_or(ProblemCode::WrongPassword)?;
    desk.forget_turns(&username).await?;
    let second = match (&account.second_factor, input.code) {
        (None, _) => None,
        (Some(_), None) => return Err(ProblemCode::CodeNeeded.into()),
        (Some(factor), Some(code)) => {
            if let Some(seconds) = desk.count("code", &username, limit::CODES_OF_ACCOUNT).await? {
                return Err(Fault::TooMany(seconds));
            }
            Some(second_factor::enter(factor, &code, desk.now())?.ok_or(ProblemCode::WrongCode)?)
        }
    };
    let secret = token::hex(&token::random::<32>()?);
    let session = desk.new_session(&account);
    let view = SessionView::of(&session);
    let change = account.sign_in(token::digest(&secret), session, second, desk.session_hash());
    match desk.store().change_account(change, desk.command()).await {
        Ok(_) => {}
        // Somebody else signs in with it at the same moment: it is decided anew.
        Err(StoreError::Stale) => return Err(StoreError::Contended.into()),
        Err(error) => return Err(error.into()),
    }
    desk.set_session(&secret, HOURS * 3600);
    Ok(view)
}
