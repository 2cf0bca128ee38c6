//! The second factor 动态口令: codes of RFC 6238, and recovery codes 恢复码. Each code is valid once.

use crate::{ActionError, RequestContext, token};
use beian_contract::problem::ProblemCode;
use beian_filing::{
    account::{Account, AccountEvent, RECOVERY_CODES, SecondFactor},
    ahead::GRACE_MINUTES,
    history::{Event, Recipient},
    identifier::Username,
    rate_limit::{self, GuessOrigin},
};
use jiff::{SignedDuration, Timestamp};
use totp_rs::{Builder, Secret, Totp};

/// Seconds in a time step. Codes of the step before and of the step after are valid too, because clocks differ and people type slowly.
const STEP: u64 = 30;
/// Hours for which a wrong code is kept in the history: ninety days.
const KEPT_HOURS: i64 = 90 * 24;

/// Makes a new secret, in hex.
///
/// # Errors
/// Errors of the program only.
pub fn new_secret() -> Result<String, ActionError> {
    Ok(token::hex(&token::random::<20>()?))
}

/// Encodes a secret in base32, which authenticator apps accept.
///
/// # Errors
/// Errors of the program only.
pub fn base32(secret: &str) -> Result<String, ActionError> {
    Ok(Secret::from(bytes(secret)?.as_slice()).to_base32())
}

/// Returns the time step of a code, if the code is valid now and its step is later than the last used one.
///
/// # Errors
/// Errors of the program only.
pub fn step_of(secret: &str, last_step: u64, code: &str, now: Timestamp) -> Result<Option<u64>, ActionError> {
    let digits: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    let time = u64::try_from(now.as_second()).unwrap_or_default();
    Ok(totp(secret)?.check(&digits, time).filter(|step| *step > last_step))
}

/// Returns the code of a time, for the demonstration and for tests.
///
/// # Errors
/// Errors of the program only.
pub fn code_at(secret: &str, at: Timestamp) -> Result<String, ActionError> {
    Ok(totp(secret)?.generate(u64::try_from(at.as_second()).unwrap_or_default()).to_string())
}

/// The result of the code that was entered with the password.
#[derive(Clone, PartialEq, Eq)]
pub enum Entered {
    /// The code is valid. The value is the second factor after its use.
    Code(SecondFactor),
    /// The code is a recovery code. The value is the second factor after its use.
    Recovery(SecondFactor),
    /// The code is valid but was used before. The account holder typed it, so it does not count as a guess.
    Used,
    /// The code is not valid.
    Wrong,
}

/// The output omits the secret.
impl std::fmt::Debug for Entered {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Entered::Code(_) => "Code",
            Entered::Recovery(_) => "Recovery",
            Entered::Used => "Used",
            Entered::Wrong => "Wrong",
        })
    }
}

impl Entered {
    /// Returns the second factor after the use of the code, if the code opens the account.
    pub fn right(self) -> Option<SecondFactor> {
        match self {
            Entered::Code(after) | Entered::Recovery(after) => Some(after),
            Entered::Used | Entered::Wrong => None,
        }
    }
}

/// Compares an entered code with the second factor.
///
/// # Errors
/// Errors of the program only.
pub fn enter(factor: &SecondFactor, code: &str, now: Timestamp) -> Result<Entered, ActionError> {
    if let Some(step) = step_of(&factor.secret, 0, code, now)? {
        return Ok(match step > last_step(factor, now) {
            true => Entered::Code(SecondFactor { last_step: step, ..factor.clone() }),
            false => Entered::Used,
        });
    }
    let digest = token::digest(&plain(code));
    let mut left = factor.clone();
    left.recovery.retain(|known| *known != digest);
    let was_there = left.recovery.len() < factor.recovery.len();
    Ok(if was_there { Entered::Recovery(left) } else { Entered::Wrong })
}

/// Returns the last used time step. It is 0 if a clock that was ahead used the step, because such a step would lock the account for a
/// long time.
fn last_step(factor: &SecondFactor, now: Timestamp) -> u64 {
    let latest = (now.as_second() + GRACE_MINUTES * 60).div_euclid(STEP as i64);
    if i64::try_from(factor.last_step).is_ok_and(|step| step <= latest) { factor.last_step } else { 0 }
}

/// Checks the code that was entered with the right password. A place waits longer after each wrong code, as with passwords. A browser
/// that signed in before is a place of its own. All other places together have a limit for each day.
///
/// # Errors
/// `wrong-code`; `too-many-requests` while the place must wait, or if all unknown browsers together have tried too often today.
pub async fn check(
    ctx: &RequestContext,
    account: &Account,
    factor: &SecondFactor,
    code: &str,
    (place, is_known): (&str, bool),
) -> Result<(), ActionError> {
    let username = &account.username;
    let turns = format!("code {place}");
    ctx.throttle_guess(&turns, username, GuessOrigin::Few).await?;
    // The code is counted before it is checked, so simultaneous tries cannot exceed the limit.
    let over = match is_known {
        true => None,
        false => ctx.count("code", username, rate_limit::CODES_OF_ACCOUNT).await?,
    };
    match (enter(factor, code, ctx.now())?, over) {
        (Entered::Code(_), None) | (Entered::Recovery(_), _) => {
            ctx.forget_guesses(&turns, username).await?;
            uncount(ctx, username, is_known).await
        }
        (Entered::Used, None) => {
            ctx.return_guess(&turns, username).await?;
            uncount(ctx, username, is_known).await?;
            Err(ProblemCode::WrongCode.into())
        }
        // Above the limit, the answer does not reveal whether the code was right.
        (_, Some(seconds)) => Err(ActionError::TooMany(seconds)),
        (Entered::Wrong, None) => {
            note_wrong(ctx, account).await?;
            Err(ProblemCode::WrongCode.into())
        }
    }
}

/// Removes the count of a code that was not wrong.
async fn uncount(ctx: &RequestContext, username: &Username, is_known: bool) -> Result<(), ActionError> {
    match is_known {
        true => Ok(()),
        false => ctx.uncount("code", username, rate_limit::CODES_OF_ACCOUNT).await,
    }
}

/// Adds the wrong code to the history of the account, and notifies the holder once a day, because the password was right.
async fn note_wrong(ctx: &RequestContext, account: &Account) -> Result<(), ActionError> {
    let of = format!("wrong code account {}", account.username);
    let (count, _) = ctx.count_window(&of, rate_limit::WRONG_CODES).await?;
    if count > rate_limit::WRONG_CODES.most {
        return Ok(());
    }
    let told = count == rate_limit::NOTIFY_AT;
    let notices: &[Recipient] = if told { &[Recipient::Owner] } else { &[] };
    // No session exists yet, so the account itself is the actor.
    let event = Event::unchained(AccountEvent::EnterWrongCode, ctx.now(), &account.username, account.role)
        .with_notices(notices);
    let note = format!("code#{}", token::hex(&token::random::<16>()?));
    let until = ctx.now() + SignedDuration::from_hours(KEPT_HOURS);
    Ok(ctx.store().note_attempt(&account.username, &note, &event, told, Some(until)).await?)
}

/// Makes recovery codes of 120 random bits each. The answer has the codes, which are shown once, and their digests, which are stored.
///
/// # Errors
/// Errors of the program only.
pub fn recovery_codes() -> Result<(Vec<String>, Vec<String>), ActionError> {
    let (mut shown, mut kept) = (Vec::new(), Vec::new());
    for _ in 0..RECOVERY_CODES {
        let code = token::readable(&token::random::<15>()?, 6);
        kept.push(token::digest(&plain(&code)));
        shown.push(code);
    }
    Ok((shown, kept))
}

/// Returns a recovery code without spaces and dashes, in lower case.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn totp(secret: &str) -> Result<Totp, ActionError> {
    Builder::new()
        .with_secret(bytes(secret)?.as_slice())
        .with_step_duration(STEP)
        .with_skew(1)
        .build()
        .map_err(|error| ActionError::Internal(error.to_string()))
}

fn bytes(secret: &str) -> Result<Vec<u8>, ActionError> {
    let pairs = secret.as_bytes().chunks(2);
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    pairs
        .map(byte)
        .collect::<Option<_>>()
        .ok_or_else(|| ActionError::Internal("a secret is no hex".to_owned()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// The codes are those of RFC 6238, appendix B, with the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_rfc() {
        let secret = token::hex(b"12345678901234567890");
        for (second, code) in [(59, "287082"), (1_111_111_109, "081804"), (20_000_000_000, "353130")] {
            assert_eq!(code_at(&secret, Timestamp::from_second(second).unwrap()).unwrap(), code);
        }
        assert_eq!(base32(&secret).unwrap(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    #[test]
    fn a_code_serves_once_and_a_recovery_code_once() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let (shown, kept) = recovery_codes().unwrap();
        let factor = SecondFactor { secret: new_secret().unwrap(), last_step: 0, recovery: kept };
        let code = code_at(&factor.secret, now).unwrap();
        let entered = enter(&factor, &format!("{} {}", &code[..3], &code[3..]), now).unwrap();
        let after = entered.right().unwrap();
        assert_eq!(enter(&after, &code, now).unwrap(), Entered::Used);
        let late = now + SignedDuration::from_secs(61);
        assert_eq!(enter(&factor, &code, late).unwrap(), Entered::Wrong, "a code that is too old");
        let typed = shown[3].to_uppercase().replace('-', " ");
        let Entered::Recovery(after) = enter(&after, &typed, now).unwrap() else { panic!("it is one") };
        assert_eq!(after.recovery.len(), RECOVERY_CODES - 1);
        assert_eq!(enter(&after, &shown[3], now).unwrap(), Entered::Wrong, "a recovery code that was used");
    }

    #[test]
    fn a_step_that_was_used_by_a_clock_that_was_ahead_closes_nobody_out() {
        let now = Timestamp::from_second(1_800_000_000).unwrap();
        let secret = new_secret().unwrap();
        let used_at = |seconds: i64| SecondFactor {
            secret: secret.clone(),
            last_step: u64::try_from((now.as_second() + seconds) / 30).unwrap(),
            recovery: Vec::new(),
        };
        let code = code_at(&secret, now).unwrap();
        for ahead in [330, 3_600, 40 * 86_400] {
            let after = enter(&used_at(ahead), &code, now).unwrap().right().unwrap();
            assert_eq!(enter(&after, &code, now).unwrap(), Entered::Used, "and it still serves once");
        }
        // The clocks of one bureau differ by less than a minute or two.
        assert_eq!(enter(&used_at(60), &code, now).unwrap(), Entered::Used);
    }
}
