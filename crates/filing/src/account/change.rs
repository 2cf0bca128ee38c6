//! Changes of an account as values.

use crate::{
    account::{Account, event::AccountEvent, preferences::Preferences, session::Session},
    history::{Actor, Aggregate, Event, Recipient, Role, Step},
    identifier::Username,
};
use jiff::Timestamp;

/// The changes of other things that belong to a step of an account.
#[derive(Debug, Clone, Default)]
pub struct AccountEffects {
    /// A session that opens.
    pub opens: Option<OpenedSession>,
    /// Token hashes of the sessions that end.
    pub ends: Vec<String>,
    /// User name of the acting account, which must still be enabled when the step is saved.
    pub requires_enabled: Option<Username>,
    /// An event that takes effect later.
    pub later: Option<DelayedEvent>,
}

/// A session that a step opens.
#[derive(Debug, Clone)]
pub struct OpenedSession {
    /// SHA-256 of the session's token, in hex.
    pub hash: String,
    /// The session.
    pub session: Session,
}

/// An event that is saved now and takes effect later. It stands outside the chain of the history, and its notice waits until that time.
#[derive(Debug, Clone)]
pub struct DelayedEvent {
    /// The event.
    pub event: Event<AccountEvent>,
    /// Time at which the event takes effect.
    pub at: Timestamp,
}

crate::history::chained!(Account);

impl Aggregate for Account {
    type Event = AccountEvent;
    type Effects = AccountEffects;
}

/// The circumstances of a change: its time, the acting account and the reason. A change of an account needs no rules and no calendar, so
/// it takes this type instead of [`Context`](crate::history::Context).
#[derive(Debug, Clone, Copy)]
pub struct ChangeContext<'a> {
    /// Time of the change.
    pub at: Timestamp,
    /// User name of the acting account.
    pub username: &'a Username,
    /// Role of the acting account.
    pub role: Role,
    /// The reason, where one must be given.
    pub reason: Option<&'a str>,
}

impl<'a> ChangeContext<'a> {
    /// A change by a signed-in actor, without a reason.
    pub fn actor(actor: &'a Actor, at: Timestamp) -> ChangeContext<'a> {
        ChangeContext { at, username: &actor.account, role: actor.role, reason: None }
    }

    /// The same circumstances with a reason.
    pub fn because(self, reason: &'a str) -> ChangeContext<'a> {
        ChangeContext { reason: Some(reason), ..self }
    }
}

impl Account {
    /// The circumstances of a change that the holder makes, without a reason.
    pub(super) fn own_change(&self, at: Timestamp) -> ChangeContext<'_> {
        ChangeContext { at, username: &self.username, role: self.role, reason: None }
    }

    /// Opens the account and writes the first event of its history.
    pub fn open(self, event: AccountEvent, by: ChangeContext<'_>) -> Step<Account> {
        let event = self.event(event, by, &[Recipient::Owner]);
        self.change(None, Some(event), |_| {})
    }

    /// Changes the holder's preferences. They concern nobody else, so the history has no event about them.
    pub fn set_preferences(self, preferences: Preferences) -> Step<Account> {
        self.change_from(None, |account| account.preferences = preferences)
    }

    /// Writes an event that leaves the account as it is, and notifies the holder.
    pub fn record_event(self, event: AccountEvent, by: ChangeContext<'_>) -> Step<Account> {
        let event = self.event(event, by, &[Recipient::Owner]);
        self.change_from(Some(event), |_| {})
    }

    /// The next event of the account's history.
    pub(super) fn event(
        &self,
        data: AccountEvent,
        by: ChangeContext<'_>,
        notices: &[Recipient],
    ) -> Event<AccountEvent> {
        // The caller that saves the event adds the fingerprint: only it knows the command, and whether a digest of the command may be
        // kept.
        Event {
            seq: self.events + 1,
            previous: self.last_hash.clone(),
            ..Event::unchained(data, by.at, by.username, by.role)
        }
        .with_notices(notices)
    }

    /// A change of the stored account. The caller adds the `event`, because an account needs no rules and no calendar and so no
    /// [`Aggregate::step`].
    pub(super) fn change_from(
        self,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Step<Account> {
        let before = self.clone();
        self.change(Some(before), event, alter)
    }

    /// A change from the state `before`; `None` for an account that the change opens.
    pub(super) fn change(
        mut self,
        before: Option<Account>,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Step<Account> {
        alter(&mut self);
        self.version += 1;
        self.events += u32::from(event.is_some());
        Step::new(before, self, event)
    }

    /// A change that ends every session but the one with the token hash `keeps`.
    pub(super) fn step_ending_sessions(
        self,
        keeps: Option<&str>,
        event: Option<Event<AccountEvent>>,
        alter: impl FnOnce(&mut Account),
    ) -> Step<Account> {
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
        change.effects.ends = ends;
        change
    }
}
