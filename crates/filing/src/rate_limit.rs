//! How often something may be tried 频率限制, and how long to wait. Pure figures; the store counts.
//!
//! Two kinds. A *window* counts what one address, one network or one account asks for, whoever it is, and bounds the
//! work that a flood can cause. A *turn* is for guessing: one place at one account waits longer after each failure.
//! Nothing closes an account as a whole: what a stranger does elsewhere never stops its holder from trying.

use std::net::IpAddr;

/// At most this many in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Length in seconds.
    pub seconds: i64,
    /// How many fit.
    pub most: u32,
}

/// What limits one kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Its name in keys.
    pub name: &'static str,
    /// For one address (IPv6: one /64, which is one line).
    pub address: Window,
    /// For one network (IPv4 /24, IPv6 /48).
    pub network: Window,
}

const fn window(minutes: i64, most: u32) -> Window {
    Window { seconds: minutes * 60, most }
}

/// To sign in. Offices share an address; each try costs a hash.
pub const SIGN_IN: Limit = Limit { name: "sign-in", address: window(10, 100), network: window(10, 500) };
/// To open an account.
pub const REGISTER: Limit = Limit { name: "register", address: window(60, 20), network: window(60, 100) };
/// To recover a password, by whatever road.
pub const RECOVER: Limit = Limit { name: "recover", address: window(60, 20), network: window(60, 100) };
/// To enter what a mail brought: a temporary password, a code.
pub const REDEEM: Limit = Limit { name: "redeem", address: window(10, 30), network: window(10, 150) };
/// To enter one's password again for what a stolen session must not do; each costs a hash.
pub const CONFIRM: Limit = Limit { name: "confirm", address: window(10, 60), network: window(10, 300) };
/// To ask for conflicts. A provider's office asks for many owners.
pub const CONFLICT_CHECK: Limit =
    Limit { name: "conflict-check", address: window(10, 200), network: window(10, 600) };

/// To ask by email where something stands.
pub const PROGRESS: Limit = Limit { name: "progress", address: window(60, 30), network: window(60, 150) };
/// Letters about one reference that whoever knows it may have sent.
pub const LETTERS_OF_REFERENCE: Window = window(60, 5);

/// To print forms without signing in: each is typeset.
pub const FORMS: Limit = Limit { name: "forms", address: window(60, 30), network: window(60, 150) };
/// Forms that one account prints.
pub const FORMS_OF_ACCOUNT: Window = window(60, 60);

/// To ask whether a certificate of filing is genuine. Who checks many has a list to go through.
pub const VERIFY: Limit = Limit { name: "verify", address: window(10, 60), network: window(10, 300) };

/// The count of a filing's uploads that nobody attached yet.
pub const UPLOADS: &str = "uploads of filing";
/// Uploads of one filing in a day that nobody attached: a few more than a filing may have scans.
pub const UPLOADS_OF_FILING: Window = window(24 * 60, 50);
/// Addresses to upload to that one account asks for. Staff of a provider file for many owners.
pub const UPLOADS_OF_ACCOUNT: Window = window(60, 1_200);
/// Certificates of filing of one account: each is typeset.
pub const CERTIFICATES_OF_ACCOUNT: Window = window(60, 60);
/// Passwords entered again in one session.
pub const CONFIRMS_OF_SESSION: Window = window(10, 30);
/// Sign-ins of one account from a browser that is known.
pub const SIGN_INS_OF_BROWSER: Window = window(10, 20);
/// Conflict checks of one account.
pub const CHECKS_OF_ACCOUNT: Window = window(10, 60);
/// Requests in bulk of one account: 25 rows each tell what they would collide with.
pub const BULKS_OF_ACCOUNT: Window = window(10, 60);
/// Codes of one account that are entered wrong in a day, over all places that are not known. Only who knows the password comes here.
/// A browser that is known is not among them, nor is a recovery code, which nobody guesses.
pub const CODES_OF_ACCOUNT: Window = window(24 * 60, 20);
/// Wrong codes of one account in a day, wherever they are entered: the holder is told at the [`TOLD_AT`]th, and further ones are noted
/// up to so many.
pub const WRONG_CODES: Window = window(24 * 60, 20);
/// With so many wrong codes somebody else knows the password.
pub const TOLD_AT: u32 = 3;
/// Codes entered in one session to show that a second factor works.
pub const CODES_OF_SESSION: Window = window(60, 20);
/// Letters to one address that somebody typed, in a day: whoever it is must not be flooded.
pub const LETTERS_TO_ADDRESS: Window = window(24 * 60, 10);
/// Letters that one account has sent to addresses which it types, in a day.
pub const LETTERS_OF_ACTOR: Window = window(24 * 60, 300);
/// Looks of one account at what is private, in an hour.
pub const UNMASKS_OF_ACCOUNT: Window = window(60, 60);
/// Drafts that one owner begins in a day.
pub const DRAFTS_OF_OWNER: Window = window(24 * 60, 100);
/// Times that one letter is sent again in a day.
pub const RESENDS_OF_LETTER: Window = window(24 * 60, 5);
/// Tries at one account from everywhere, after which an unknown place has one try instead of several.
pub const TRIES_AT_ACCOUNT: Window = window(60, 100);
/// Notices about recoveries that did not match; further ones are counted and not mailed.
pub const NOTICES_OF_ACCOUNT: Window = window(60, 3);

/// Failures that cost no waiting.
const FREE: u32 = 5;
/// The longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Failures are forgotten after this many seconds without one.
pub const FORGOTTEN_AFTER: i64 = 60 * 60;

/// How long one place waits after its n-th failure in a row at one account, in seconds. `pressed`: the account is tried
/// from so many places at once that each has one free try only.
pub fn wait_after(failures: u32, pressed: bool) -> i64 {
    let free = if pressed { 1 } else { FREE };
    let first: i64 = if pressed { 60 } else { 4 };
    match failures.checked_sub(free + u32::from(!pressed)) {
        None => 0,
        Some(over) => (first << over.min(9)).min(LONGEST_WAIT),
    }
}

/// The line an address belongs to: itself, or an IPv6 address's /64.
pub fn line(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => four.to_string(),
            None => prefix(six.segments(), 4),
        },
    }
}

/// The network an address belongs to: its IPv4 /24 or IPv6 /48. Shown to an account's holder, `192.0.2.*`.
pub fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => network(IpAddr::V4(four)),
            None => prefix(six.segments(), 3),
        },
        IpAddr::V4(four) => {
            let [a, b, c, _] = four.octets();
            format!("{a}.{b}.{c}.*")
        }
    }
}

fn prefix(segments: [u16; 8], most: usize) -> String {
    let kept: Vec<String> = segments[..most].iter().map(|segment| format!("{segment:x}")).collect();
    format!("{}:*", kept.join(":"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_and_ends() {
        let waits: Vec<i64> = (0..9).map(|failures| wait_after(failures, false)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 4, 8, 16]);
        assert_eq!(wait_after(1_000, false), LONGEST_WAIT);
        let pressed: Vec<i64> = (0..4).map(|failures| wait_after(failures, true)).collect();
        assert_eq!(pressed, [0, 60, 120, 240], "under pressure each place still has one try");
    }

    #[test]
    fn an_address_is_known_by_its_line_and_its_network() {
        let four: IpAddr = "192.0.2.7".parse().unwrap();
        let mapped: IpAddr = "::ffff:192.0.2.7".parse().unwrap();
        let six: IpAddr = "2001:db8:1:2:3:4:5:6".parse().unwrap();
        assert_eq!((line(four), network(four)), ("192.0.2.7".into(), "192.0.2.*".into()));
        assert_eq!((line(mapped), network(mapped)), (line(four), network(four)));
        assert_eq!((line(six), network(six)), ("2001:db8:1:2:*".into(), "2001:db8:1:*".into()));
    }
}
