//! Sign in 登录.
//!
//! An unknown name costs what a wrong password costs, and is answered the same. Each place waits longer after each
//! failure; no place can make another wait, and a browser that signed in before is a place of its own.
//!
//! # Refusals
//! - `wrong-password` the name and the password do not go together
//! - `code-needed` they do, and the second factor's code is asked for besides
//! - `wrong-code` that code is wrong or was used
//! - `too-many-requests` the place must wait

use beian_contract::{problem::ProblemCode, request::SignIn, view::SessionView};
use beian_filing::{
    account::{self, Browser},
    limit,
    session::HOURS,
};
use beian_kit::{Answer, Desk, Fault, password, second_factor, token};

/// See the page above.
pub async fn sign_in(desk: Desk, input: SignIn) -> Answer<SessionView> {
    let username = account::canonical(&input.username);
    let crowded = desk.over(limit::SIGN_IN).await?;
    let pressed = desk.count("sign-in", &username, limit::TRIES_AT_ACCOUNT).await?.is_some();
    let found = desk.store().account(&username).await?;
    // A browser that signed in with it before waits for no stranger, not even for one behind the same address.
    let browser = desk.known_browser(found.as_ref());
    let place = match browser {
        Some(browser) => {
            if let Some(seconds) = desk.count("browser", browser, limit::SIGN_INS_OF_BROWSER).await? {
                return Err(Fault::TooMany(seconds));
            }
            format!("browser {browser}")
        }
        None => match crowded {
            Some(seconds) => return Err(Fault::TooMany(seconds)),
            None => desk.place(),
        },
    };
    // That others press the account is nothing to it either.
    desk.take_turn_of(&place, &username, pressed && browser.is_none()).await?;
    let hashed = found.as_ref().map(|account| account.password.clone());
    let known = password::verify(input.password, hashed).await?;
    let mut account =
        found.filter(|account| known && account.disabled_at.is_none()).ok_or(ProblemCode::WrongPassword)?;
    desk.forget_turns_of(&place, &username).await?;
    let second = match (&account.second_factor, input.code) {
        (None, _) => None,
        (Some(_), None) => return Err(ProblemCode::CodeNeeded.into()),
        (Some(factor), Some(code)) => {
            if let Some(seconds) = desk.count("code", &username, limit::CODES_OF_ACCOUNT).await? {
                return Err(Fault::TooMany(seconds));
            }
            let entered = second_factor::enter(factor, &code, desk.now())?.ok_or(ProblemCode::WrongCode)?;
            // Wrong ones alone count.
            desk.uncount("code", &username, limit::CODES_OF_ACCOUNT).await?;
            Some(entered)
        }
    };
    // Those that were signed out or not used take nobody's place.
    if account.sessions.len() >= account::MOST_SESSIONS {
        let hashes: Vec<&str> = account.sessions.iter().map(|open| open.hash.as_str()).collect();
        let mut there = desk.store().sessions(&hashes).await?;
        there.retain(|(_, session)| session.is_live(desk.now()));
        account.sessions.retain(|open| there.iter().any(|(hash, _)| *hash == open.hash));
    }
    let secret = token::hex(&token::random::<32>()?);
    let session = desk.new_session(&account);
    let view = SessionView::of(&session);
    let kept = token::hex(&token::random::<16>()?);
    let browser = Browser { was: browser, is: token::digest(&kept) };
    let change = account.sign_in(token::digest(&secret), session, second, desk.session_hash(), browser);
    // A recovery code that the same command used before serves no second time.
    desk.change_account(change).await?.ok_or(ProblemCode::WrongCode)?;
    desk.set_session(&secret, HOURS * 3600);
    desk.set_browser(&kept);
    Ok(view)
}
