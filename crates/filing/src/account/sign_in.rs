//! Sign-in, the end of sessions, and the disabling of an account.

use crate::{
    account::{
        Account, SecondFactor,
        action::AccountAction,
        change::{ChangeContext, OpenedSession},
        event::AccountEvent,
        refusal::AccountRefusal,
        session::{Session, SessionEntry},
    },
    ahead::is_ahead,
    history::{Recipient, Step},
};

/// The tokens by which an account knows the browser that signs in.
#[derive(Debug, Clone)]
pub struct BrowserTokens<'a> {
    /// Digest of the token that the browser brings from an earlier sign-in.
    pub previous: Option<&'a str>,
    /// Digest of the token that the browser keeps from now on.
    pub new: String,
}

/// Most sessions that one account has open at a time. One more ends the oldest.
pub const MOST_SESSIONS: usize = 10;

/// Most browsers that an account remembers.
pub(super) const MOST_KNOWN: usize = 10;

impl Account {
    /// Signs in to the account, after the caller has checked the password. `hash` is the token hash of the new session; `second` is the second factor after its code or recovery code
    /// was used, if one was asked for; `replaces` is the token hash of the session that the same browser had before.
    pub fn sign_in(
        self,
        hash: String,
        session: Session,
        second: Option<SecondFactor>,
        replaces: Option<&str>,
        browser: BrowserTokens<'_>,
    ) -> Step<Account> {
        let entry =
            SessionEntry { hash: hash.clone(), opened_at: session.opened_at, expires_at: session.expires_at };
        let now = session.opened_at;
        let used_code = match (&self.second_factor, &second) {
            (Some(before), Some(after)) => before.recovery.len() > after.recovery.len(),
            _ => false,
        };
        let by = self.own_change(now);
        let event = used_code.then(|| self.event(AccountEvent::UseRecoveryCode, by, &[Recipient::Owner]));
        let mut ends = Vec::new();
        let mut change = self.change_from(event, |account| {
            account.second_factor = second.or(account.second_factor.take());
            account.known_browsers.retain(|known| Some(known.as_str()) != browser.previous);
            account.known_browsers.push(browser.new);
            if account.known_browsers.len() > MOST_KNOWN {
                account.known_browsers.remove(0);
            }
            account.sessions.retain(|open| {
                let stays = open.expires_at > now
                    && !is_ahead(open.opened_at, now)
                    && Some(open.hash.as_str()) != replaces;
                if !stays && open.expires_at > now {
                    ends.push(open.hash.clone());
                }
                stays
            });
            account.sessions.push(entry);
            while account.sessions.len() > MOST_SESSIONS {
                ends.push(account.sessions.remove(0).hash);
            }
        });
        // The earlier session of this browser ends, even if it belongs to another account.
        if let Some(replaced) = replaces.filter(|replaced| !ends.iter().any(|hash| hash == replaced)) {
            ends.push(replaced.to_owned());
        }
        change.effects.opens = Some(OpenedSession { hash, session });
        change.effects.ends = ends;
        change
    }

    /// Ends the session with the identifier `one`, or without it every session but the one with the token hash `own`. The account stays as it is
    /// if no session has the identifier.
    pub fn end_sessions(self, one: Option<&str>, own: &str) -> Step<Account> {
        let mut ends = Vec::new();
        let mut change = self.change_from(None, |account| {
            account.sessions.retain(|open| {
                let goes = one.map_or(open.hash != own, |one| open.id() == one);
                if goes {
                    ends.push(open.hash.clone());
                }
                !goes
            });
        });
        change.effects.ends = ends;
        change
    }

    /// Disables the account: nobody can sign in with it from now on.
    ///
    /// # Errors
    /// The refusals of [`Account::permits`].
    pub fn disable(self, by: ChangeContext<'_>) -> Result<Step<Account>, AccountRefusal> {
        self.permits(AccountAction::Disable, by.username)?;
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::DisableAccount { reason }, by, &[Recipient::Owner]);
        let mut change = self.step_ending_sessions(None, Some(event), |account| {
            account.disabled_at = Some(by.at);
            account.temporary = None;
        });
        // Two supervisors who disable each other at the same time must not both succeed.
        change.effects.requires_enabled = Some(by.username.clone());
        Ok(change)
    }

    /// Enables the account again, with its old password.
    ///
    /// # Errors
    /// The refusals of [`Account::permits`].
    pub fn enable(self, by: ChangeContext<'_>) -> Result<Step<Account>, AccountRefusal> {
        self.permits(AccountAction::Enable, by.username)?;
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::EnableAccount { reason }, by, &[Recipient::Owner]);
        Ok(self.change_from(Some(event), |account| account.disabled_at = None))
    }
}
