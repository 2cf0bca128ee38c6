//! Sessions 会话: who is signed in, until when.
//!
//! Two limits (NIST SP 800-63B-4, 2.2.3 for staff): a session ends some time after it was last used, and at the latest
//! half a day after it began.

use crate::{
    account::Account,
    ahead::is_ahead,
    history::{Actor, Role},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// No session lasts longer, in hours: a long working day.
pub const HOURS: i64 = 12;
/// One of staff ends when it was not used for so many minutes.
const IDLE_MINUTES_OF_STAFF: i64 = 30;
/// One of an owner, who fills in long forms.
const IDLE_MINUTES_OF_OWNER: i64 = 120;
/// That it is used is noted at most this often, in seconds.
const NOTED_EVERY: i64 = 60;

/// A session. It is found by the hash of its token; the token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who is signed in.
    pub actor: Actor,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ends at the latest; it counts as ended then even while the item is still there.
    pub expires_at: Timestamp,
    /// Network that it was opened from, such as `192.0.2.*`.
    #[serde(default)]
    pub network: String,
    /// What the browser calls itself, cut short.
    #[serde(default)]
    pub agent: String,
    /// Whether a second factor must be set up before anything else can be done.
    #[serde(default)]
    pub enrolling: bool,
    /// When it was last used; stored beside the rest.
    #[serde(skip)]
    pub seen_at: Option<Timestamp>,
}

/// A session as its account knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    /// The hash that it is found by.
    pub hash: String,
    /// When it began.
    pub opened_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl OpenSession {
    /// What its holder calls it by.
    pub fn id(&self) -> &str {
        self.hash.get(..16).unwrap_or(&self.hash)
    }
}

impl Session {
    /// Somebody signs in.
    pub fn open(account: &Account, now: Timestamp, network: String, agent: String) -> Session {
        Session {
            actor: account.actor(),
            opened_at: now,
            expires_at: now + SignedDuration::from_hours(HOURS),
            network,
            agent,
            enrolling: crate::history::needs_second_factor(account.role) && account.second_factor.is_none(),
            seen_at: None,
        }
    }

    /// For how many minutes it may stay unused.
    pub fn idle_minutes(&self) -> i64 {
        if self.actor.role == Role::Owner { IDLE_MINUTES_OF_OWNER } else { IDLE_MINUTES_OF_STAFF }
    }

    /// When it ends if it is not used any more.
    pub fn ends_at(&self) -> Timestamp {
        let seen = self.seen_at.unwrap_or(self.opened_at);
        self.expires_at.min(seen + SignedDuration::from_mins(self.idle_minutes()))
    }

    /// Whether it still serves. One that a clock opened which was ahead does not.
    pub fn is_live(&self, now: Timestamp) -> bool {
        !is_ahead(self.opened_at, now) && self.as_seen_by(now).ends_at() > now
    }

    /// The same, not used later than now: what a clock noted that was ahead was never noted.
    pub fn as_seen_by(&self, now: Timestamp) -> Session {
        Session { seen_at: self.seen_at.filter(|seen| !is_ahead(*seen, now)), ..self.clone() }
    }

    /// Whether it is time to note that it is used.
    pub fn is_to_be_noted(&self, now: Timestamp) -> bool {
        let seen = self.as_seen_by(now).seen_at.unwrap_or(self.opened_at);
        now.as_second() - seen.as_second() >= NOTED_EVERY
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(role: Role, seen: i64) -> Session {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let account = Account::opened("shili".into(), role, String::new(), String::new(), at(0));
        Session { seen_at: Some(at(seen)), ..Session::open(&account, at(0), String::new(), String::new()) }
    }

    #[test]
    fn a_session_of_a_clock_that_was_ahead_is_none() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let account = Account::opened("shili".into(), Role::Reviewer, String::new(), String::new(), at(0));
        let opened = Session::open(&account, at(40 * 86_400), String::new(), String::new());
        assert!(!opened.is_live(at(60)), "it was opened in forty days");
        // Opened in time and used while the clock was an hour ahead: it lasts no hour longer, and its use is noted again.
        let used = session(Role::Reviewer, 3_600 + 600);
        assert!(used.is_live(at(29 * 60)) && !used.is_live(at(30 * 60)));
        assert!(used.is_to_be_noted(at(600)));
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
