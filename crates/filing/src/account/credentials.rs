//! Passwords and second factors.

use crate::{
    account::{
        Account, SecondFactor, Temporary,
        change::{By, Change},
        event::AccountEvent,
        session::{OpenSession, Session},
    },
    history::Recipient,
};
use jiff::Timestamp;

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;

impl Account {
    /// A new password, set with a temporary one or by who knew the old one. Every session ends but `keeps`.
    /// Of the browsers that are known, `browser` alone stays so.
    pub fn set_password(
        self,
        hashed: String,
        event: AccountEvent,
        keeps: Option<&str>,
        browser: Option<&str>,
        at: Timestamp,
    ) -> Change {
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(event, by, &[Recipient::Owner]);
        self.ending(keeps, Some(event), |account| {
            account.password = hashed;
            account.temporary = None;
            account.known.retain(|known| Some(known.as_str()) == browser);
        })
    }

    /// A temporary password, made while its notice is written; the history has the deed already.
    pub fn give_temporary(self, hash: String, until: Timestamp) -> Change {
        self.change_from(None, |account| account.temporary = Some(Temporary { hash, until }))
    }

    /// A second factor to be shown to work; the one there is stays until then.
    pub fn propose_second_factor(self, secret: String) -> Change {
        self.change_from(None, |account| account.proposed_factor = Some(secret))
    }

    /// The proposed second factor works. Every session ends, and one opens that knows it.
    pub fn confirm_second_factor(self, factor: SecondFactor, hash: String, session: Session) -> Change {
        let at = session.opened_at;
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(AccountEvent::ConfirmSecondFactor, by, &[Recipient::Owner]);
        let entry = OpenSession { hash: hash.clone(), opened_at: at, expires_at: session.expires_at };
        let mut change = self.ending(None, Some(event), |account| {
            account.second_factor = Some(factor);
            account.proposed_factor = None;
        });
        change.after.sessions.push(entry);
        change.opens = Some((hash, Session { enrolling: false, ..session }));
        change
    }

    /// No second factor any more; for owners alone.
    pub fn remove_second_factor(self, keeps: &str, at: Timestamp) -> Change {
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(AccountEvent::RemoveSecondFactor, by, &[Recipient::Owner]);
        self.ending(Some(keeps), Some(event), |account| {
            account.second_factor = None;
            account.proposed_factor = None;
        })
    }
}
