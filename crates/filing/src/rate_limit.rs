//! Rate limits 频率限制: the number of tries that are permitted, and the time to wait. This module has the figures; the store counts.
//!
//! There are two kinds of limit. A *window* counts the requests of one address, one network or one account, and bounds the work that a
//! flood of requests can cause. A *throttle* slows down guessing: one address or browser waits longer after each failure at one account.
//! No limit locks an account as a whole, so a stranger's failures never keep its holder out.

use std::net::IpAddr;

/// A limit on the number of requests in a period of fixed length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Length of the period, in seconds.
    pub seconds: i64,
    /// Most requests in one period.
    pub most: u32,
}

/// The limit on one kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Name of the limit in storage keys.
    pub name: &'static str,
    /// Window of one address; for IPv6, of one /64 network, which one subscriber line has.
    pub address: Window,
    /// Window of one network (IPv4 /24, IPv6 /48).
    pub network: Window,
}

const fn window(minutes: i64, most: u32) -> Window {
    Window { seconds: minutes * 60, most }
}

/// Limit on sign-ins. People in one building share one address; each try costs a password hash.
pub const SIGN_IN: RateLimit =
    RateLimit { name: "sign-in", address: window(10, 100), network: window(10, 500) };
/// Limit on sign-ups.
pub const REGISTER: RateLimit =
    RateLimit { name: "register", address: window(60, 20), network: window(60, 100) };
/// Limit on recoveries of a password, in any way.
pub const RECOVER: RateLimit =
    RateLimit { name: "recover", address: window(60, 20), network: window(60, 100) };
/// Limit on entering a secret from an email: a temporary password or a code.
pub const REDEEM: RateLimit = RateLimit { name: "redeem", address: window(10, 30), network: window(10, 150) };
/// Limit on entering the password again, which protects some actions from a stolen session; each try costs a password hash.
pub const CONFIRM: RateLimit =
    RateLimit { name: "confirm", address: window(10, 60), network: window(10, 300) };
/// Limit on checks for conflicts. The staff of an access provider checks for many owners.
pub const CONFLICT_CHECK: RateLimit =
    RateLimit { name: "conflict-check", address: window(10, 200), network: window(10, 600) };

/// Limit on inquiries after the progress of a filing or a paper request. An email answers each inquiry.
pub const PROGRESS: RateLimit =
    RateLimit { name: "progress", address: window(60, 30), network: window(60, 150) };
/// Messages about one reference in an hour. Anybody who knows the reference can request one.
pub const MESSAGES_OF_REFERENCE: Window = window(60, 5);

/// Limit on printing forms without signing in. Each form is typeset.
pub const FORMS: RateLimit = RateLimit { name: "forms", address: window(60, 30), network: window(60, 150) };
/// Forms that one account prints in an hour.
pub const FORMS_OF_ACCOUNT: Window = window(60, 60);

/// Limit on checking certificates of filing 备案证明. Some people check a whole list.
pub const VERIFY: RateLimit = RateLimit { name: "verify", address: window(10, 60), network: window(10, 300) };

/// Name of the counter of a filing's uploads that are not attached yet.
pub const UPLOADS: &str = "uploads of filing";
/// Uploads of one filing in a day that are not attached. The limit is a little above the number of scans that a filing may have.
pub const UPLOADS_OF_FILING: Window = window(24 * 60, 50);
/// Upload URLs that one account requests in an hour. Staff of an access provider upload for many owners.
pub const UPLOADS_OF_ACCOUNT: Window = window(60, 1_200);
/// Certificates of filing 备案证明 for one account in an hour. Each certificate is typeset.
pub const CERTIFICATES_OF_ACCOUNT: Window = window(60, 60);
/// Tries in one session to enter the password again, in ten minutes.
pub const CONFIRMS_OF_SESSION: Window = window(10, 30);
/// Sign-ins to one account from a browser that has signed in before, in ten minutes.
pub const SIGN_INS_OF_BROWSER: Window = window(10, 20);
/// Checks for conflicts by one account, in ten minutes.
pub const CHECKS_OF_ACCOUNT: Window = window(10, 60);
/// Bulk requests by one account, in ten minutes. Each has up to 25 rows, and each row reveals its conflicts.
pub const BULKS_OF_ACCOUNT: Window = window(10, 60);
/// Wrong second-factor codes of one account in a day, from all unknown addresses together. Only somebody who knows the password can enter
/// a code. Codes from a known browser are not counted here, nor are recovery codes, since nobody can guess them.
pub const CODES_OF_ACCOUNT: Window = window(24 * 60, 20);
/// Wrong second-factor codes of one account in a day, from everywhere. The holder is notified of the [`NOTIFY_AT`]th one, and later ones
/// are recorded up to this number.
pub const WRONG_CODES: Window = window(24 * 60, 20);
/// The number of wrong codes after which the holder is notified that somebody else may know the password.
pub const NOTIFY_AT: u32 = 3;
/// Tries in one session to confirm a second factor with a code, in an hour.
pub const CODES_OF_SESSION: Window = window(60, 20);
/// Messages in a day to one address that somebody typed, because the holder of the address must not be flooded.
pub const MESSAGES_TO_ADDRESS: Window = window(24 * 60, 10);
/// Messages in a day that one account causes to typed addresses.
pub const MESSAGES_OF_ACTOR: Window = window(24 * 60, 300);
/// Views of private data by one account in an hour.
pub const UNMASKS_OF_ACCOUNT: Window = window(60, 60);
/// Drafts that one owner begins in a day.
pub const DRAFTS_OF_OWNER: Window = window(24 * 60, 100);
/// Times in a day that one message is sent again.
pub const RESENDS_OF_MESSAGE: Window = window(24 * 60, 5);
/// Sign-in tries at one account from everywhere, in an hour. Above this number an unknown address has one free try instead of several.
pub const TRIES_AT_ACCOUNT: Window = window(60, 100);
/// Notices to one account in an hour about recoveries with data that do not match. Further ones are counted but not mailed.
pub const NOTICES_OF_ACCOUNT: Window = window(60, 3);

/// Failures in a row that cost no wait.
const FREE: u32 = 5;
/// Longest wait, in seconds.
const LONGEST_WAIT: i64 = 15 * 60;
/// Time without a failure after which failures are forgotten, in seconds.
pub const FORGOTTEN_AFTER: i64 = 60 * 60;

/// The origin of the tries at one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuessOrigin {
    /// The tries come from few addresses, as those of a holder do.
    Few,
    /// The tries come from many addresses at once: an attack. Each address has one free try only.
    Many,
}

/// Wait of one address or browser after `failures` failures in a row at one account, in seconds.
pub fn wait_after(failures: u32, origin: GuessOrigin) -> i64 {
    let (unpunished, first): (u32, i64) = match origin {
        GuessOrigin::Few => (FREE + 1, 4),
        GuessOrigin::Many => (1, 60),
    };
    match failures.checked_sub(unpunished) {
        None => 0,
        Some(over) => (first << over.min(9)).min(LONGEST_WAIT),
    }
}

/// The subscriber line of an address: the IPv4 address itself, or the /64 of an IPv6 address.
pub fn line(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => four.to_string(),
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => four.to_string(),
            None => prefix(six.segments(), 4),
        },
    }
}

/// The network of an address: the /24 of an IPv4 address or the /48 of an IPv6 address. The account's holder sees it as `192.0.2.*`.
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
        let waits: Vec<i64> = (0..9).map(|failures| wait_after(failures, GuessOrigin::Few)).collect();
        assert_eq!(waits, [0, 0, 0, 0, 0, 0, 4, 8, 16]);
        assert_eq!(wait_after(1_000, GuessOrigin::Few), LONGEST_WAIT);
        let under_attack: Vec<i64> = (0..4).map(|failures| wait_after(failures, GuessOrigin::Many)).collect();
        assert_eq!(under_attack, [0, 60, 120, 240], "under pressure each place still has one try");
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
