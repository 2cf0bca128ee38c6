//! Recovery of an account 找回密码: online, through the access provider or a supervisor, or on paper.

use crate::{
    account::{
        Account, ProposedEmail,
        action::AccountAction,
        change::{ChangeContext, DelayedEvent},
        event::{AccountEvent, AccountEventKind},
        refusal::AccountRefusal,
    },
    history::{Recipient, Step},
    identifier::Reference,
};

/// Validity of a temporary password from an online recovery (§一.1), in minutes.
pub(super) const RECOVERY_MINUTES: i64 = 15;

/// Validity of a temporary password that somebody else asked for, in minutes. It is longer, since its holder may not be reading mail
/// then.
pub(super) const ASSISTED_MINUTES: i64 = 24 * 60;

/// Validity of a temporary password that comes with an invitation, in minutes.
pub(super) const INVITATION_MINUTES: i64 = 3 * 24 * 60;

/// Validity of the temporary password in this event's notice, in minutes; `None` when the notice contains none.
pub fn temporary_minutes(event: AccountEventKind) -> Option<i64> {
    match event {
        AccountEventKind::ResetPassword => Some(RECOVERY_MINUTES),
        AccountEventKind::RecoverOwner
        | AccountEventKind::RecoverStaff
        | AccountEventKind::RecoverByPaper
        | AccountEventKind::ChangeEmail => Some(ASSISTED_MINUTES),
        AccountEventKind::Invite | AccountEventKind::AddOwner => Some(INVITATION_MINUTES),
        AccountEventKind::Register
        | AccountEventKind::TryRecovery
        | AccountEventKind::EnterWrongCode
        | AccountEventKind::SetPassword
        | AccountEventKind::ChangePassword
        | AccountEventKind::ConfirmSecondFactor
        | AccountEventKind::RemoveSecondFactor
        | AccountEventKind::UseRecoveryCode
        | AccountEventKind::ProposeEmail
        | AccountEventKind::KeepEmail
        | AccountEventKind::DisableAccount
        | AccountEventKind::EnableAccount
        | AccountEventKind::ExportData => None,
    }
}

impl Account {
    /// Records that the access provider identified the owner (§一.2). The notice of the event brings a temporary password. The old password
    /// works until a new one is set.
    pub fn recover_owner(self, by: ChangeContext<'_>) -> Step<Account> {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::RecoverOwner { reason }, by, &[Recipient::Owner]);
        self.change_from(Some(event), |_| {})
    }

    /// Clears the password and the second factor of a member of staff and ends every session, because a supervisor identified them (§一.2).
    /// The notice of the event brings a temporary password.
    ///
    /// # Errors
    /// The refusals of [`Account::permits`].
    pub fn recover_staff(self, by: ChangeContext<'_>) -> Result<Step<Account>, AccountRefusal> {
        self.permits(AccountAction::RecoverStaff, by.username)?;
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::RecoverStaff { reason }, by, &[Recipient::Owner]);
        Ok(self.step_ending_sessions(None, Some(event), Account::reset))
    }

    /// Clears the password and the second factor and ends every session, because the bureau identified the holder by a paper request
    /// (§一.2). The notice brings a temporary password. Where the paper states another email address, the delayed event
    /// [`AccountEvent::ChangeEmail`] brings the temporary password there and a notice to the present address.
    ///
    /// # Errors
    /// The refusals of [`Account::permits`].
    pub fn recover_by_paper(
        self,
        email: Option<String>,
        reference: Reference,
        by: ChangeContext<'_>,
    ) -> Result<Step<Account>, AccountRefusal> {
        self.permits(AccountAction::RecoverByPaper, by.username)?;
        let notices: &[Recipient] = if email.is_none() { &[Recipient::Owner] } else { &[] };
        let event = AccountEvent::RecoverByPaper { reference };
        let event = self.event(event, by, notices);
        let effect = AccountEvent::ChangeEmail { reason: None };
        let effect = self.event(effect, by, &[Recipient::Owner]).beside_the_chain();
        let later = email.is_some().then_some(DelayedEvent { event: effect, at: by.at });
        let mut change = self.step_ending_sessions(None, Some(event), |account| {
            account.reset();
            account.proposed_email = email.map(|email| ProposedEmail {
                email,
                effective_at: by.at,
                objection: String::new(),
                notified_at: None,
                applied: false,
            });
        });
        change.effects.later = later;
        Ok(change)
    }

    /// Clears every credential. Somebody who knows the old password alone could otherwise set up a second factor of their own.
    pub(super) fn reset(&mut self) {
        self.password_hash.clear();
        self.temporary = None;
        self.second_factor = None;
        self.proposed_factor = None;
        self.known_browsers.clear();
    }
}
