//! Passwords and second factors.

use crate::{
    account::{
        Account, SecondFactor, TemporaryPassword,
        change::OpenedSession,
        event::AccountEvent,
        session::{Session, SessionEntry},
    },
    history::{Recipient, Step},
};
use jiff::Timestamp;

/// Number of recovery codes that a second factor comes with.
pub const RECOVERY_CODES: usize = 10;

impl Account {
    /// Sets a new password by its hash. `event` states whether the holder used a temporary password or entered the old one. Every session
    /// ends but the one with the token hash `keeps`, and every known browser is forgotten but the one with the digest `browser`.
    pub fn set_password(
        self,
        hashed: String,
        event: AccountEvent,
        keeps: Option<&str>,
        browser: Option<&str>,
        at: Timestamp,
    ) -> Step<Account> {
        let by = self.own_change(at);
        let event = self.event(event, by, &[Recipient::Owner]);
        self.step_ending_sessions(keeps, Some(event), |account| {
            account.password_hash = hashed;
            account.temporary = None;
            account.known_browsers.retain(|known| Some(known.as_str()) == browser);
        })
    }

    /// Stores a temporary password. It is made when its notice is written, so the event is already in the history.
    pub fn give_temporary(self, hash: String, until: Timestamp) -> Step<Account> {
        self.change_from(None, |account| account.temporary = Some(TemporaryPassword { hash, until }))
    }

    /// Proposes a second factor. The present one stays until the holder confirms the new one with a code.
    pub fn propose_second_factor(self, secret: String) -> Step<Account> {
        self.change_from(None, |account| account.proposed_factor = Some(secret))
    }

    /// Puts the proposed second factor into effect, because the holder entered a right code. Every session ends, and a new one opens that
    /// no longer has to set up a second factor; `hash` is the token hash of the new
    /// `session`, which opened at the time of the change.
    pub fn confirm_second_factor(
        self,
        factor: SecondFactor,
        hash: String,
        session: Session,
    ) -> Step<Account> {
        let at = session.opened_at;
        let by = self.own_change(at);
        let event = self.event(AccountEvent::ConfirmSecondFactor, by, &[Recipient::Owner]);
        let entry = SessionEntry { hash: hash.clone(), opened_at: at, expires_at: session.expires_at };
        let mut change = self.step_ending_sessions(None, Some(event), |account| {
            account.second_factor = Some(factor);
            account.proposed_factor = None;
        });
        change.after.sessions.push(entry);
        let session = Session { enrolling: false, ..session };
        change.effects.opens = Some(OpenedSession { hash, session });
        change
    }

    /// Removes the second factor; for owners only, since staff must have one. Every session ends but the one with the token hash `keeps`.
    pub fn remove_second_factor(self, keeps: &str, at: Timestamp) -> Step<Account> {
        let by = self.own_change(at);
        let event = self.event(AccountEvent::RemoveSecondFactor, by, &[Recipient::Owner]);
        self.step_ending_sessions(Some(keeps), Some(event), |account| {
            account.second_factor = None;
            account.proposed_factor = None;
        })
    }
}
