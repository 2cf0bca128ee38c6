//! Recovery 找回密码.

use crate::{
    account::{
        Account, ProposedEmail,
        change::{By, Change},
        event::{AccountEvent, AccountEventKind},
    },
    history::Recipient,
};

/// A temporary password from an online recovery serves this long (§一.1), in minutes.
pub(super) const RECOVERY_MINUTES: i64 = 15;

/// One that somebody else asked for, whose holder may not sit at the mailbox.
pub(super) const ASSISTED_MINUTES: i64 = 24 * 60;

/// One that comes with an invitation.
pub(super) const INVITATION_MINUTES: i64 = 3 * 24 * 60;

/// For how many minutes the temporary password serves that this event's notice brings; `None` when it brings none.
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
    /// The access provider identified its owner: the owner is sent a temporary password (§一.2). The old one works until then.
    pub fn recover_owner(self, by: By<'_>) -> Change {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::RecoverOwner { reason }, by, &[Recipient::Owner]);
        self.change_from(Some(event), |_| {})
    }

    /// A supervisor identified a member of staff: password and second factor are gone, every session ends, and a temporary
    /// password is sent (§一.2).
    pub fn recover_staff(self, by: By<'_>) -> Change {
        let reason = by.reason.map(str::to_owned);
        let event = self.event(AccountEvent::RecoverStaff { reason }, by, &[Recipient::Owner]);
        self.ending(None, Some(event), Account::reset)
    }

    /// The bureau identified the holder by paper (§一.2): password and second factor are gone, every session ends, and a
    /// temporary password is sent; to another address where the paper states one, and then the present one is told.
    pub fn recover_by_paper(self, email: Option<String>, reference: &str, by: By<'_>) -> Change {
        let notices: &[Recipient] = if email.is_none() { &[Recipient::Owner] } else { &[] };
        let event = AccountEvent::RecoverByPaper { reference: reference.to_owned() };
        let event = self.event(event, by, notices);
        let effect = AccountEvent::ChangeEmail { reason: None };
        let effect = self.event(effect, by, &[Recipient::Owner]).beside_the_chain();
        let later = email.is_some().then_some((effect, by.at));
        let mut change = self.ending(None, Some(event), |account| {
            account.reset();
            account.proposed_email = email.map(|email| ProposedEmail {
                email,
                effective_at: by.at,
                objection: String::new(),
                told_at: None,
                applied: false,
            });
        });
        change.later = later;
        change
    }

    /// Nothing that was known of it opens it any more: who has the old password alone could set up a factor of their own.
    pub(super) fn reset(&mut self) {
        self.password.clear();
        self.temporary = None;
        self.second_factor = None;
        self.proposed_factor = None;
        self.known.clear();
    }
}
