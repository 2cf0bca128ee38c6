//! Passwords. They are hashed with argon2id on separate threads.

use crate::{ActionError, RequestContext};
use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use beian_contract::problem::{FieldProblem, ProblemCode};
use beian_filing::{
    account::{Account, Session, password},
    private::Private,
    rate_limit::{self, GuessOrigin},
};
use std::sync::{Mutex, PoisonError};

/// Memory of argon2id, in KiB. The parameters are the second choice of OWASP's password guide: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// A hash that no password has. The check of an unknown user name takes as long as that of a wrong password, so guesses do not reveal
/// user names.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, ActionError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| ActionError::Internal(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password into a PHC string.
///
/// # Errors
/// Errors of the program only.
pub async fn hash(password: impl Into<Private<String>>) -> Result<String, ActionError> {
    let password = password.into();
    off_thread(move || {
        let hashed = argon2()?
            .hash_password(password.reveal().as_bytes())
            .map_err(|error| ActionError::Internal(error.to_string()))?;
        Ok(hashed.to_string())
    })
    .await
}

/// Tells whether a password has this hash. Without a hash, or with the empty hash of an account without a password, the same work is
/// done, so the time reveals nothing.
///
/// # Errors
/// Errors of the program only.
pub async fn verify(password: Private<String>, hashed: Option<String>) -> Result<bool, ActionError> {
    off_thread(move || {
        let hashed = hashed.filter(|hashed| !hashed.is_empty());
        let known = hashed.is_some();
        let hashed = hashed.unwrap_or_else(|| NOBODY.to_owned());
        let parsed = PasswordHash::new(&hashed).map_err(|error| ActionError::Internal(error.to_string()))?;
        Ok(argon2()?.verify_password(password.reveal().as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

/// Returns the session and the account of an actor who entered the password again. Actions that a stolen session must not do require
/// this.
///
/// # Errors
/// `not-signed-in`, `forbidden`, `wrong-password`, `too-many-requests`.
pub async fn confirmed(
    ctx: &RequestContext,
    password: Private<String>,
) -> Result<(Session, Account), ActionError> {
    let session = ctx.signed_in().await?;
    let username = &session.actor.account;
    // A retry after a contended change does not check the password again.
    if let Some(hash) = kept(&ctx.call.progress.verified) {
        let account = ctx.store().account(username).await?.filter(|account| account.password_hash == hash);
        return Ok((session, account.ok_or(ProblemCode::WrongPassword)?));
    }
    ctx.within(rate_limit::CONFIRM).await?;
    // Guesses are counted by session, so neither strangers at the same address nor a stolen session make this session wait.
    let place = format!("session {}", ctx.session_hash().unwrap_or_default());
    // Tries of one session run one after another, because a try in progress would count as a failure.
    let _line = ctx.app().wait_for_turn(&place).await;
    ctx.throttle_guess(&place, username, GuessOrigin::Few).await?;
    if let Some(seconds) = ctx.count(&place, username, rate_limit::CONFIRMS_OF_SESSION).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let account = ctx.store().account(username).await?;
    let known = verify(password, account.as_ref().map(|account| account.password_hash.clone())).await?;
    let account = account.filter(|_| known).ok_or(ProblemCode::WrongPassword)?;
    ctx.forget_guesses(&place, username).await?;
    keep(&ctx.call.progress.verified, &account.password_hash);
    Ok((session, account))
}

fn kept(hash: &Mutex<Option<String>>) -> Option<String> {
    hash.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn keep(hash: &Mutex<Option<String>>, is: &str) {
    *hash.lock().unwrap_or_else(PoisonError::into_inner) = Some(is.to_owned());
}

/// Hashes a new password for an account, if the rules permit the password. It must be long enough and must not be a word of the account
/// or of its organizers.
///
/// # Errors
/// `malformed`, pointing to `/new_password`.
pub async fn hash_new(
    ctx: &RequestContext,
    account: &Account,
    new: Private<String>,
) -> Result<String, ActionError> {
    let filings = ctx.store().filings_of_owner(&account.username, None).await?.items;
    let mut own: Vec<&str> = account.own_words().to_vec();
    own.extend(filings.iter().map(|filing| filing.form.organizer.name.as_str()));
    match password::problem(new.reveal(), account.password_use(), &own) {
        Some(code) => {
            let pointer = "/new_password".to_owned();
            Err(ActionError::Malformed(vec![FieldProblem { pointer, code, suggestion: None }]))
        }
        None => match kept(&ctx.call.progress.hashed) {
            Some(hash) => Ok(hash),
            None => {
                let hash = hash(new).await?;
                keep(&ctx.call.progress.hashed, &hash);
                Ok(hash)
            }
        },
    }
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ActionError> + Send + 'static,
) -> Result<T, ActionError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| ActionError::Internal(error.to_string()))?
}
