//! The second factor 动态口令: codes of RFC 6238, and recovery codes that serve once.

use crate::{Fault, token};
use beian_filing::account::{RECOVERY_CODES, SecondFactor};
use jiff::Timestamp;
use totp_rs::{Builder, Secret, Totp};

/// Seconds in a step. A code of the step before or after is taken too: clocks differ, people type slowly.
const STEP: u64 = 30;

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

/// What becomes of a second factor when this is entered with the password: a code of now, or a recovery code. `None`
/// when it is neither.
///
/// # Errors
/// Only what should not happen.
pub fn enter(factor: &SecondFactor, code: &str, now: Timestamp) -> Result<Option<SecondFactor>, Fault> {
    if let Some(step) = step_of(&factor.secret, factor.last_step, code, now)? {
        return Ok(Some(SecondFactor { last_step: step, ..factor.clone() }));
    }
    let digest = token::digest(&plain(code));
    let mut left = factor.clone();
    left.recovery.retain(|known| *known != digest);
    Ok((left.recovery.len() < factor.recovery.len()).then_some(left))
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
        let after = enter(&factor, &format!("{} {}", &code[..3], &code[3..]), now).unwrap().unwrap();
        assert!(enter(&after, &code, now).unwrap().is_none(), "a code that was used");
        let late = now + jiff::SignedDuration::from_secs(61);
        assert!(enter(&factor, &code, late).unwrap().is_none(), "a code that is too old");
        let typed = shown[3].to_uppercase().replace('-', " ");
        let after = enter(&after, &typed, now).unwrap().unwrap();
        assert_eq!(after.recovery.len(), RECOVERY_CODES - 1);
        assert!(enter(&after, &shown[3], now).unwrap().is_none(), "a recovery code that was used");
    }
}
