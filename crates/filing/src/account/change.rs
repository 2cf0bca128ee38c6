//! Changes of an account as values.

use crate::{
    account::{Account, event::AccountEvent, preferences::Preferences, session::Session},
    history::{Actor, Event, Recipient, Role},
};
use jiff::Timestamp;

/// A change of an account, to be saved.
#[derive(Debug, Clone)]
#[must_use = "a change that is not saved did not happen"]
pub struct Change {
    /// What was believed; `None` for a new account.
    pub before: Option<Account>,
    /// What it becomes.
    pub after: Account,
    /// The entry in its history; a sign-in has none.
    pub event: Option<Event<AccountEvent>>,
    /// A session that opens, and the hash that it is found by.
    pub opens: Option<(String, Session)>,
    /// Hashes of the sessions that end.
    pub ends: Vec<String>,
    /// An account that must be open still when this is saved: that of who does it.
    pub while_open: Option<String>,
    /// What takes effect later, and when: an entry beside the chain, whose notice waits until then.
    pub later: Option<(Event<AccountEvent>, Timestamp)>,
}

/// When something is done to an account, by whom and why.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// When.
    pub at: Timestamp,
    /// User name.
    pub name: &'a str,
    /// Role.
    pub role: Role,
    /// Why, where it must be said.
    pub reason: Option<&'a str>,
}

impl<'a> By<'a> {
    /// Somebody signed in.
    pub fn actor(actor: &'a Actor, at: Timestamp) -> By<'a> {
        By { at, name: &actor.account, role: actor.role, reason: None }
    }

    /// The same, for a reason.
    pub fn because(self, reason: &'a str) -> By<'a> {
        By { reason: Some(reason), ..self }
    }
}

impl Account {
    /// Opens the account, with the first entry of its history.
    pub fn open(self, event: AccountEvent, by: By<'_>) -> Change {
        let event = self.event(event, by, &[Recipient::Owner]);
        self.change(None, Some(event), |_| {})
    }

    /// Its holder wants other letters. Nobody else is concerned, so the history says nothing of it.
    pub fn prefer(self, preferences: Preferences) -> Change {
        self.change_from(None, |account| account.preferences = preferences)
    }

    /// Something that changes nothing, but that its holder is told of.
    pub fn note(self, event: AccountEvent, by: By<'_>) -> Change {
        let event = self.event(event, by, &[Recipient::Owner]);
        self.change_from(Some(event), |_| {})
    }

    /// The next entry of its history.
    pub(super) fn event(&self, data: AccountEvent, by: By<'_>, notices: &[Recipient]) -> Event<AccountEvent> {
        // The fingerprint stays empty here: the saver knows the command, and whether a digest of it may be kept.
        Event {
            seq: self.events + 1,
            previous: self.head.clone(),
            ..Event::unchained(data, by.at, by.name, by.role)
        }
        .owing(notices)
    }

    pub(super) fn change_from(
        self,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Change {
        let before = self.clone();
        self.change(Some(before), event, alter)
    }

    pub(super) fn change(
        mut self,
        before: Option<Account>,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Change {
        alter(&mut self);
        self.version += 1;
        self.events += u32::from(event.is_some());
        Change { before, after: self, event, opens: None, ends: Vec::new(), while_open: None, later: None }
    }

    /// A change with which every session ends but one.
    pub(super) fn ending(
        self,
        keeps: Option<&str>,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Change {
        let mut ends = Vec::new();
        let mut change = self.change_from(event, |account| {
            alter(account);
            account.sessions.retain(|open| {
                let stays = Some(open.hash.as_str()) == keeps;
                if !stays {
                    ends.push(open.hash.clone());
                }
                stays
            });
        });
        change.ends = ends;
        change
    }
}
