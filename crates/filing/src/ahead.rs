//! Times written by a clock that was ahead. Once the clock is right again, such a time has no effect: it locks no account, and it extends
//! no session, code or password.

use jiff::{SignedDuration, Timestamp};

/// Most minutes by which the clocks of the system differ.
pub const GRACE_MINUTES: i64 = 5;

/// Whether the recorded time of a past event lies more than [`GRACE_MINUTES`] after `now`, so only a clock that was ahead can have written
/// it.
pub fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at > now + SignedDuration::from_mins(GRACE_MINUTES)
}

/// Whether something that is valid for at most `longest` and until `until` is valid now. It must not have expired, and its start must not
/// lie in the future.
pub fn is_valid_now(until: Timestamp, now: Timestamp, longest: SignedDuration) -> bool {
    until > now && !is_ahead(until, now + longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_from_a_clock_ahead_serves_no_longer_than_was_meant() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let (hour, day) = (SignedDuration::from_hours(1), 86_400);
        assert!(is_valid_now(at(3_600), at(0), hour) && is_valid_now(at(3_600), at(3_599), hour));
        assert!(!is_valid_now(at(3_600), at(3_600), hour), "it is over");
        assert!(!is_valid_now(at(40 * day), at(0), hour), "it was given in forty days");
        assert!(is_ahead(at(301), at(0)) && !is_ahead(at(300), at(0)) && !is_ahead(at(-day), at(0)));
    }
}
