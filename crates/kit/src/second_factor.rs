//! The second factor 动态口令: codes of RFC 6238, and recovery codes that serve once.

use crate::{Desk, Fault, token};
use beian_contract::problem::ProblemCode;
use beian_filing::{
    account::{Account, AccountEvent, RECOVERY_CODES, SecondFactor},
    ahead::GRACE_MINUTES,
    history::{Event, Recipient},
    limit,
};
use jiff::{SignedDuration, Timestamp};
use totp_rs::{Builder, Secret, Totp};

/// Seconds in a step. A code of the step before or after is taken too: clocks differ, people type slowly.
const STEP: u64 = 30;
/// That a wrong code was entered is kept so long, in hours: ninety days.
const KEPT_HOURS: i64 = 90 * 24;

/// A new secret, in hex.
///
/// # Errors
/// Only what should not happen.
pub fn new_secret() -> Result<String, Fault> {
    Ok(token::hex(&token::random::<20>()?))
}

/// The secret as authenticator apps take it, in base32.
///
/// # Errors
/// Only what should not happen.
pub fn base32(secret: &str) -> Result<String, Fault> {
    Ok(Secret::from(bytes(secret)?.as_slice()).to_base32())
}

/// The step whose code this is, if it is one of now and none before it was used.
///
/// # Errors
/// Only what should not happen.
pub fn step_of(secret: &str, last_step: u64, code: &str, now: Timestamp) -> Result<Option<u64>, Fault> {
    let digits: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    let time = u64::try_from(now.as_second()).unwrap_or_default();
    Ok(totp(secret)?.check(&digits, time).filter(|step| *step > last_step))
}

/// The code of a moment: for the demonstration and for tests.
///
/// # Errors
/// Only what should not happen.
pub fn code_at(secret: &str, at: Timestamp) -> Result<String, Fault> {
    Ok(totp(secret)?.generate(u64::try_from(at.as_second()).unwrap_or_default()).to_string())
}

/// The code that was entered with the password.
#[derive(Clone, PartialEq, Eq)]
pub enum Entered {
    /// A code of now; this becomes of the second factor.
    Code(SecondFactor),
    /// A recovery code; this becomes of the second factor.
    Recovery(SecondFactor),
    /// A code of now that was used, or one before it. Nobody guesses who has seen it.
    Used,
    /// Nothing of the kind.
    Wrong,
}

/// Leaves out the secret.
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
    /// The second factor afterwards, if the code opens the account.
    pub fn right(self) -> Option<SecondFactor> {
        match self {
            Entered::Code(after) | Entered::Recovery(after) => Some(after),
            Entered::Used | Entered::Wrong => None,
        }
    }
}

/// Looks at what is entered with the password.
///
/// # Errors
/// Only what should not happen.
pub fn enter(factor: &SecondFactor, code: &str, now: Timestamp) -> Result<Entered, Fault> {
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

/// The last step that was used; none where a clock used it that was ahead.
fn last_step(factor: &SecondFactor, now: Timestamp) -> u64 {
    let latest = (now.as_second() + GRACE_MINUTES * 60).div_euclid(STEP as i64);
    if i64::try_from(factor.last_step).is_ok_and(|step| step <= latest) { factor.last_step } else { 0 }
}

/// Looks at the code that was entered with the right password. A place that enters wrong ones waits longer after each, as with
/// passwords; a browser that signed in before is a place of its own. All other places together have so many a day.
///
/// # Errors
/// `wrong-code`; `too-many-requests` while the place must wait, or those that nobody knows have tried too often today.
pub async fn check(
    desk: &Desk,
    account: &Account,
    factor: &SecondFactor,
    code: &str,
    (place, is_known): (&str, bool),
) -> Result<(), Fault> {
    let username = &account.username;
    let turns = format!("code {place}");
    desk.take_turn_of(&turns, username, false).await?;
    // Counted before it is looked at: of many at once none is one too many.
    let over = match is_known {
        true => None,
        false => desk.count("code", username, limit::CODES_OF_ACCOUNT).await?,
    };
    match (enter(factor, code, desk.now())?, over) {
        (Entered::Code(_), None) | (Entered::Recovery(_), _) => {
            desk.forget_turns_of(&turns, username).await?;
            uncount(desk, username, is_known).await
        }
        (Entered::Used, None) => {
            desk.give_turn_back_of(&turns, username).await?;
            uncount(desk, username, is_known).await?;
            Err(ProblemCode::WrongCode.into())
        }
        // Right or wrong is not said any more.
        (_, Some(seconds)) => Err(Fault::TooMany(seconds)),
        (Entered::Wrong, None) => {
            note_wrong(desk, account).await?;
            Err(ProblemCode::WrongCode.into())
        }
    }
}

/// Wrong ones alone count.
async fn uncount(desk: &Desk, username: &str, is_known: bool) -> Result<(), Fault> {
    match is_known {
        true => Ok(()),
        false => desk.uncount("code", username, limit::CODES_OF_ACCOUNT).await,
    }
}

/// Notes with the account that its password was right and the code was not, and tells the holder once a day.
async fn note_wrong(desk: &Desk, account: &Account) -> Result<(), Fault> {
    let of = format!("wrong code account {}", account.username);
    let (count, _) = desk.store().count(&of, limit::WRONG_CODES, desk.now()).await?;
    if count > limit::WRONG_CODES.most {
        return Ok(());
    }
    let told = count == limit::TOLD_AT;
    let notices: &[Recipient] = if told { &[Recipient::Owner] } else { &[] };
    // Nobody is signed in.
    let event = Event::unchained(AccountEvent::EnterWrongCode, desk.now(), &account.username, account.role)
        .owing(notices);
    let note = format!("code#{}", token::hex(&token::random::<16>()?));
    let until = desk.now() + SignedDuration::from_hours(KEPT_HOURS);
    Ok(desk.store().note_attempt(&account.username, &note, &event, told, Some(until)).await?)
}

/// New recovery codes of 120 random bits each: to be shown once, and to be kept.
///
/// # Errors
/// Only what should not happen.
pub fn recovery_codes() -> Result<(Vec<String>, Vec<String>), Fault> {
    let (mut shown, mut kept) = (Vec::new(), Vec::new());
    for _ in 0..RECOVERY_CODES {
        let code = token::readable(&token::random::<15>()?, 6);
        kept.push(token::digest(&plain(&code)));
        shown.push(code);
    }
    Ok((shown, kept))
}

/// A recovery code as it is meant, however it was typed.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

fn totp(secret: &str) -> Result<Totp, Fault> {
    Builder::new()
        .with_secret(bytes(secret)?.as_slice())
        .with_step_duration(STEP)
        .with_skew(1)
        .build()
        .map_err(|error| Fault::Internal(error.to_string()))
}

fn bytes(secret: &str) -> Result<Vec<u8>, Fault> {
    let pairs = secret.as_bytes().chunks(2);
    let byte =
        |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    pairs.map(byte).collect::<Option<_>>().ok_or_else(|| Fault::Internal("a secret is no hex".to_owned()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    /// RFC 6238, appendix B: the last six of its eight digits.
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
        // Clocks of one office differ by less.
        assert_eq!(enter(&used_at(60), &code, now).unwrap(), Entered::Used);
    }
}
