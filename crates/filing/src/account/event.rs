//! The events of an account, each with its data.

use crate::history::{EventData, EventName, Unmeasured};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to an account. A variant is named as the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(AccountEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::EnumString, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of an account's event.")]
pub enum AccountEvent {
    /// An account was opened by its holder.
    Register,
    /// An account was opened for staff, who were invited.
    Invite,
    /// An access provider opened an account for an owner.
    AddOwner,
    /// A temporary password was asked for, with everything right.
    ResetPassword,
    /// A temporary password was asked for, with something wrong.
    TryRecovery,
    /// The right password was entered, and a wrong code of the second factor.
    EnterWrongCode,
    /// A new password was set with a temporary one.
    SetPassword,
    /// The password was changed by its holder, who knew the old one.
    ChangePassword,
    /// A second factor was set up.
    ConfirmSecondFactor,
    /// The second factor was taken away.
    RemoveSecondFactor,
    /// A recovery code was used instead of the second factor.
    UseRecoveryCode,
    /// The access provider identified its owner and asked for a temporary password.
    RecoverOwner {
        /// Why, in the words of the provider's staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A supervisor identified staff and asked for a temporary password.
    RecoverStaff {
        /// Why, in the supervisor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The bureau approved a paper request to recover the account.
    RecoverByPaper {
        /// Reference of the paper request.
        reference: String,
    },
    /// The access provider proposed another email address.
    ProposeEmail {
        /// When it takes effect.
        until: Timestamp,
        /// Why, in the words of the provider's staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The holder of the old email address kept it.
    KeepEmail,
    /// The proposed email address took effect.
    ChangeEmail {
        /// Why, in the words of the provider's staff who proposed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The account was closed to its holder.
    DisableAccount {
        /// Why, in the supervisor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The account was opened to its holder again.
    EnableAccount {
        /// Why, in the supervisor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An owner took its data out.
    ExportData,
}

impl AccountEventKind {
    /// Whether the command that causes it holds a secret, so that not even a digest of the command is kept.
    pub fn is_asked_with_a_secret(self) -> bool {
        matches!(
            self,
            AccountEventKind::Register
                | AccountEventKind::SetPassword
                | AccountEventKind::ChangePassword
                | AccountEventKind::ConfirmSecondFactor
                | AccountEventKind::RemoveSecondFactor
                | AccountEventKind::UseRecoveryCode
                | AccountEventKind::KeepEmail
                | AccountEventKind::ExportData
        )
    }
}

impl AccountEvent {
    /// Its name without its data.
    pub fn kind(&self) -> AccountEventKind {
        self.into()
    }

    /// Why it was done, in the words of whoever did it.
    pub fn reason(&self) -> Option<&str> {
        if let AccountEvent::RecoverOwner { reason }
        | AccountEvent::RecoverStaff { reason }
        | AccountEvent::ProposeEmail { reason, .. }
        | AccountEvent::ChangeEmail { reason }
        | AccountEvent::DisableAccount { reason }
        | AccountEvent::EnableAccount { reason } = self
        {
            reason.as_deref()
        } else {
            None
        }
    }
}

impl EventData for AccountEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(self.kind().into())
    }
}
