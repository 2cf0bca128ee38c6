//! The email address of an account: a new one is proposed, then takes effect or is dropped.

use crate::{
    account::{
        Account, ProposedEmail,
        change::{ChangeContext, DelayedEvent},
        event::AccountEvent,
    },
    history::{Recipient, Step},
};
use jiff::{SignedDuration, Timestamp};

/// Cooling period before a proposed address takes effect, in hours.
pub const COOLING_HOURS: i64 = 72;

impl ProposedEmail {
    /// Returns the time at which the address takes effect if nobody objects: the cooling period runs from the notice to the present
    /// address, or from `now` while that notice is not sent.
    pub fn takes_effect_at(&self, now: Timestamp) -> Timestamp {
        self.notified_at.unwrap_or(now) + SignedDuration::from_hours(COOLING_HOURS)
    }
}

impl Account {
    /// The proposed address, while it has not taken effect.
    pub fn pending_email(&self) -> Option<&ProposedEmail> {
        self.proposed_email.as_ref().filter(|proposed| !proposed.applied)
    }

    /// Proposes another email address. It takes effect after the cooling period unless the holder of the present address objects.
    /// The event [`AccountEvent::ChangeEmail`] is saved with the step; its notice waits until then.
    pub fn propose_email(self, email: String, by: ChangeContext<'_>) -> Step<Account> {
        let effective_at = by.at + SignedDuration::from_hours(COOLING_HOURS);
        let reason = by.reason.map(str::to_owned);
        let event = AccountEvent::ProposeEmail { until: effective_at, reason: reason.clone() };
        let event = self.event(event, by, &[Recipient::Owner]);
        let effect = AccountEvent::ChangeEmail { reason };
        let effect = self.event(effect, ChangeContext { at: effective_at, ..by }, &[Recipient::Owner]);
        let mut change = self.change_from(Some(event), |account| {
            account.proposed_email = Some(ProposedEmail {
                email,
                effective_at,
                objection: String::new(),
                notified_at: None,
                applied: false,
            });
        });
        let event = effect.beside_the_chain();
        change.effects.later = Some(DelayedEvent { event, at: effective_at });
        change
    }

    /// Stores the digest of the token with which the holder of the present address can object. The token is made when the notice is
    /// written.
    pub fn store_objection_token(self, hash: String, at: Timestamp) -> Step<Account> {
        self.change_from(None, |account| {
            if let Some(proposed) = &mut account.proposed_email {
                proposed.objection = hash;
                proposed.notified_at = Some(at);
            }
        })
    }

    /// Puts the proposed address into effect. The caller has waited for [`ProposedEmail::takes_effect_at`] where the holder may object. The step has no event, because [`Account::propose_email`] or [`Account::recover_by_paper`]
    /// already saved it.
    pub fn apply_email(self) -> Step<Account> {
        self.change_from(None, |account| {
            if let Some(proposed) = &mut account.proposed_email {
                account.email.clone_from(&proposed.email);
                proposed.applied = true;
            }
        })
    }

    /// Drops the proposed address; the present one stays.
    pub fn keep_email(self, at: Timestamp) -> Step<Account> {
        let by = self.own_change(at);
        let event = self.event(AccountEvent::KeepEmail, by, &[Recipient::Owner]);
        self.change_from(Some(event), |account| account.proposed_email = None)
    }
}
