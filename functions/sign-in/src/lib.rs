//! The action `sign-in`.

use beian_contract::{problem::ProblemCode, request::SignIn, view::SessionView};
use beian_filing::{
    account::{self, Account, BrowserTokens, SESSION_HOURS},
    identifier::Username,
    rate_limit::{self, GuessOrigin},
};
use beian_kit::{ActionError, ActionResult, RequestContext, password, second_factor, token};
use std::sync::{Mutex, PoisonError};

/// Sign in 登录.
///
/// An unknown user name costs the same work as a wrong password and gets the same answer. An address waits longer after
/// each wrong password and each wrong code. Its failures at an account leave other addresses without a wait, and a
/// browser that signed in before is counted separately. Two limits are shared: a network has a limit of sign-ins, and
/// all unknown browsers together have a daily limit of wrong codes at one account. The account's holder is notified
/// when somebody enters the right password and repeatedly a wrong code.
///
/// # Refusals
/// - `wrong-password` the user name and the password do not match
/// - `code-needed` the password is right, and the code of the second factor is missing
/// - `wrong-code` the code is wrong or was used before
/// - `too-many-requests` the address, its network or the browser must wait, or unknown browsers entered too many wrong codes today
pub async fn sign_in(ctx: RequestContext, input: SignIn) -> ActionResult<SessionView> {
    let username = Username::typed(&input.username);
    let crowded = ctx.over(rate_limit::SIGN_IN).await?;
    let under_attack = ctx.count("sign-in", &username, rate_limit::TRIES_AT_ACCOUNT).await?.is_some();
    let found = ctx.store().account(&username).await?;
    // A browser that signed in to this account before is counted apart from strangers, even from those at the same
    // address.
    let browser = ctx.known_browser(found.as_ref()).map(str::to_owned);
    let place = match &browser {
        Some(browser) => {
            if let Some(seconds) = ctx.count("browser", browser, rate_limit::SIGN_INS_OF_BROWSER).await? {
                return Err(ActionError::TooMany(seconds));
            }
            format!("browser {browser}")
        }
        None => match crowded {
            Some(seconds) => return Err(ActionError::TooMany(seconds)),
            None => ctx.place(),
        },
    };
    // Tries of one place run one after another, because a try that is under way would count as a failure of a
    // simultaneous right one.
    let _line = ctx.app().wait_for_turn(&format!("{place} account {username}")).await;
    // Guesses from other addresses do not slow down a known browser.
    let origin = if under_attack && browser.is_none() { GuessOrigin::Many } else { GuessOrigin::Few };
    ctx.throttle_guess(&place, &username, origin).await?;
    let hashed = found.as_ref().map(|account| account.password_hash.clone());
    let known = password::verify(input.password, hashed).await?;
    let account =
        found.filter(|account| known && account.disabled_at.is_none()).ok_or(ProblemCode::WrongPassword)?;
    ctx.forget_guesses(&place, &username).await?;
    match (&account.second_factor, &input.code) {
        (None, _) => {}
        (Some(_), None) => return Err(ProblemCode::CodeNeeded.into()),
        (Some(factor), Some(code)) => {
            let place = (place.as_str(), browser.is_some());
            second_factor::check(&ctx, &account, factor, code, place).await?;
        }
    }
    // The rest is repeated while other requests sign in to the same account. The password is not hashed again.
    let (password, first) = (account.password_hash.clone(), Mutex::new(Some(account)));
    ctx.retry_contended(&format!("sign-in {username}"), || async {
        let seen = first.lock().unwrap_or_else(PoisonError::into_inner).take();
        let account = match seen {
            Some(account) => account,
            None => ctx.store().account(&username).await?.ok_or(ProblemCode::WrongPassword)?,
        };
        if account.password_hash != password || account.disabled_at.is_some() {
            return Err(ProblemCode::WrongPassword.into());
        }
        open(&ctx, account, input.code.as_deref()).await
    })
    .await
}

/// Opens a session.
async fn open(ctx: &RequestContext, mut account: Account, code: Option<&str>) -> ActionResult<SessionView> {
    let second = match (&account.second_factor, code) {
        (None, _) => None,
        (Some(_), None) => return Err(ProblemCode::CodeNeeded.into()),
        // A code that another request used at the same time is no longer valid.
        (Some(factor), Some(code)) => {
            let entered = second_factor::enter(factor, code, ctx.now())?;
            Some(entered.right().ok_or(ProblemCode::WrongCode)?)
        }
    };
    // Ended and expired sessions do not count towards the largest number of sessions.
    if account.sessions.len() >= account::MOST_SESSIONS {
        let hashes: Vec<&str> = account.sessions.iter().map(|open| open.hash.as_str()).collect();
        let mut there = ctx.store().sessions(&hashes).await?;
        there.retain(|(_, session)| session.is_live(ctx.now()));
        account.sessions.retain(|open| there.iter().any(|(hash, _)| *hash == open.hash));
    }
    let secret = token::hex(&token::random::<32>()?);
    let session = ctx.new_session(&account);
    let view = SessionView::of(&session);
    let kept = token::hex(&token::random::<16>()?);
    let was = ctx.known_browser(Some(&account)).map(str::to_owned);
    let browser = BrowserTokens { previous: was.as_deref(), new: token::digest(&kept) };
    let change = account.sign_in(token::digest(&secret), session, second, ctx.session_hash(), browser);
    // A repeated command cannot use its recovery code a second time.
    ctx.change_account(change).await?.ok_or(ProblemCode::WrongCode)?;
    ctx.set_session(&secret, SESSION_HOURS * 3600);
    ctx.set_browser(&kept);
    Ok(view)
}
