//! Times that a clock wrote which was ahead. Once it is right again they count for nothing: they close nobody out, and they open nothing
//! for longer than was meant.

use jiff::{SignedDuration, Timestamp};

/// Clocks of one office differ by less, in minutes.
pub const GRACE_MINUTES: i64 = 5;

/// Whether something that happened is said to have happened later than any right clock says.
pub fn is_ahead(at: Timestamp, now: Timestamp) -> bool {
    at > now + SignedDuration::from_mins(GRACE_MINUTES)
}

/// Whether something that is given for so long at most serves now: it has not ended, and it was not given in a time to come.
pub fn serves(until: Timestamp, now: Timestamp, longest: SignedDuration) -> bool {
    until > now && !is_ahead(until, now + longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_clock_wrote_that_was_ahead_serves_no_longer_than_was_meant() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let (hour, day) = (SignedDuration::from_hours(1), 86_400);
        assert!(serves(at(3_600), at(0), hour) && serves(at(3_600), at(3_599), hour));
        assert!(!serves(at(3_600), at(3_600), hour), "it is over");
        assert!(!serves(at(40 * day), at(0), hour), "it was given in forty days");
        assert!(is_ahead(at(301), at(0)) && !is_ahead(at(300), at(0)) && !is_ahead(at(-day), at(0)));
    }
}
