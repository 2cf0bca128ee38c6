//! Sessions 会话: a signed-in account, with the times at which the session ends.
//!
//! A session has two limits (NIST SP 800-63B-4, 2.2.3 for staff): it ends some time after its last use, and at the latest half a day
//! after it began.

use crate::{
    account::Account,
    ahead::is_ahead,
    history::{Actor, Role},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Longest session, in hours: a long working day.
pub const SESSION_HOURS: i64 = 12;
/// Longest time without use of a staff session, in minutes.
const IDLE_MINUTES_OF_STAFF: i64 = 30;
/// Longest time without use of an owner's session, in minutes. Owners fill in long forms.
const IDLE_MINUTES_OF_OWNER: i64 = 120;
/// Shortest time between two updates of a session's last use, in seconds.
const USE_UPDATE_SECONDS: i64 = 60;

/// A session. The store finds it by the hash of its token; the token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The signed-in actor.
    pub actor: Actor,
    /// Time at which the session began.
    pub opened_at: Timestamp,
    /// Time at which the session ends at the latest. From then on it counts as ended, even while the item is still stored.
    pub expires_at: Timestamp,
    /// Network that the session was opened from, such as `192.0.2.*`.
    #[serde(default)]
    pub network: String,
    /// Name that the browser gives itself, cut short.
    #[serde(default)]
    pub agent: String,
    /// Whether the holder must set up a second factor before any other action.
    #[serde(default)]
    pub enrolling: bool,
    /// Time of the last use; stored apart from the other fields.
    #[serde(skip)]
    pub seen_at: Option<Timestamp>,
}

/// A session as an entry in the list of its account; the store keeps the [`Session`] itself apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionEntry {
    /// Hash of the session's token.
    pub hash: String,
    /// Time at which the session began.
    pub opened_at: Timestamp,
    /// Time at which the session ends at the latest.
    pub expires_at: Timestamp,
}

impl SessionEntry {
    /// Identifier that the holder sees: the first 16 characters of the hash.
    pub fn id(&self) -> &str {
        self.hash.get(..16).unwrap_or(&self.hash)
    }
}

impl Session {
    /// A session that begins now, for an account that signs in.
    pub fn open(account: &Account, now: Timestamp, network: String, agent: String) -> Session {
        Session {
            actor: account.actor(),
            opened_at: now,
            expires_at: now + SignedDuration::from_hours(SESSION_HOURS),
            network,
            agent,
            enrolling: crate::history::needs_second_factor(account.role) && account.second_factor.is_none(),
            seen_at: None,
        }
    }

    /// Longest time without use, in minutes.
    pub fn idle_minutes(&self) -> i64 {
        if self.actor.role == Role::Owner { IDLE_MINUTES_OF_OWNER } else { IDLE_MINUTES_OF_STAFF }
    }

    /// Time at which the session ends unless it is used again.
    pub fn ends_at(&self) -> Timestamp {
        let seen = self.seen_at.unwrap_or(self.opened_at);
        self.expires_at.min(seen + SignedDuration::from_mins(self.idle_minutes()))
    }

    /// Whether the session is valid. A session is invalid if the clock that opened it was ahead.
    pub fn is_live(&self, now: Timestamp) -> bool {
        !is_ahead(self.opened_at, now) && self.without_future_use(now).ends_at() > now
    }

    /// The session without a last use that lies in the future. Such a time comes from a clock that was ahead.
    pub fn without_future_use(&self, now: Timestamp) -> Session {
        Session { seen_at: self.seen_at.filter(|seen| !is_ahead(*seen, now)), ..self.clone() }
    }

    /// Whether the last use is old enough to be updated.
    pub fn needs_use_update(&self, now: Timestamp) -> bool {
        let seen = self.without_future_use(now).seen_at.unwrap_or(self.opened_at);
        now.as_second() - seen.as_second() >= USE_UPDATE_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::Username;

    fn session(role: Role, seen: i64) -> Session {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let account = Account::new(Username::typed("shili"), role, String::new(), String::new(), at(0));
        Session { seen_at: Some(at(seen)), ..Session::open(&account, at(0), String::new(), String::new()) }
    }

    #[test]
    fn a_session_of_a_clock_that_was_ahead_is_none() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let account =
            Account::new(Username::typed("shili"), Role::Reviewer, String::new(), String::new(), at(0));
        let opened = Session::open(&account, at(40 * 86_400), String::new(), String::new());
        assert!(!opened.is_live(at(60)), "it was opened in forty days");
        // The session was used while the clock was an hour ahead: it lasts no hour longer, and its next use is recorded.
        let used = session(Role::Reviewer, 3_600 + 600);
        assert!(used.is_live(at(29 * 60)) && !used.is_live(at(30 * 60)));
        assert!(used.needs_use_update(at(600)));
    }

    #[test]
    fn a_session_ends_when_it_is_idle_and_at_the_latest_after_half_a_day() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        assert!(session(Role::Reviewer, 0).is_live(at(29 * 60)));
        assert!(!session(Role::Reviewer, 0).is_live(at(30 * 60)));
        assert!(session(Role::Owner, 0).is_live(at(119 * 60)));
        assert!(!session(Role::Owner, 0).is_live(at(120 * 60)));
        let last = 12 * 3600 - 60;
        assert!(session(Role::Owner, last).is_live(at(last + 59)));
        assert!(!session(Role::Owner, last).is_live(at(last + 60)));
    }
}
