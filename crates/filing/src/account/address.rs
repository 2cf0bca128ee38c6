//! The email address of an account: proposed, applied or kept.

use crate::{
    account::{
        Account, ProposedEmail,
        change::{By, Change},
        event::AccountEvent,
    },
    history::Recipient,
};
use jiff::{SignedDuration, Timestamp};

/// A corrected address takes effect after so many hours.
pub const COOLING_HOURS: i64 = 72;

impl Account {
    /// The address that somebody else proposed and that has not taken effect.
    pub fn awaited_email(&self) -> Option<&ProposedEmail> {
        self.proposed_email.as_ref().filter(|proposed| !proposed.applied)
    }

    /// Another address, which takes effect after the cooling period unless the holder of the present one objects.
    pub fn propose_email(self, email: String, by: By<'_>) -> Change {
        let effective_at = by.at + SignedDuration::from_hours(COOLING_HOURS);
        let reason = by.reason.map(str::to_owned);
        let event = AccountEvent::ProposeEmail { until: effective_at, reason: reason.clone() };
        let event = self.event(event, by, &[Recipient::Owner]);
        let effect = AccountEvent::ChangeEmail { reason };
        let effect = self.event(effect, By { at: effective_at, ..by }, &[Recipient::Owner]);
        let mut change = self.change_from(Some(event), |account| {
            account.proposed_email = Some(ProposedEmail {
                email,
                effective_at,
                objection: String::new(),
                told_at: None,
                applied: false,
            });
        });
        change.later = Some((effect.beside_the_chain(), effective_at));
        change
    }

    /// What the holder of the present address objects with, made while the notice is written.
    pub fn let_object(self, hash: String, at: Timestamp) -> Change {
        self.change_from(None, |account| {
            if let Some(proposed) = &mut account.proposed_email {
                proposed.objection = hash;
                proposed.told_at = Some(at);
            }
        })
    }

    /// The proposed address takes effect.
    pub fn apply_email(self) -> Change {
        self.change_from(None, |account| {
            if let Some(proposed) = &mut account.proposed_email {
                account.email.clone_from(&proposed.email);
                proposed.applied = true;
            }
        })
    }

    /// The old address stays.
    pub fn keep_email(self, at: Timestamp) -> Change {
        let by = By { at, name: &self.username, role: self.role, reason: None };
        let event = self.event(AccountEvent::KeepEmail, by, &[Recipient::Owner]);
        self.change_from(Some(event), |account| account.proposed_email = None)
    }
}
