//! The events of an account, each with its data.

use crate::history::{EventData, EventName, Unmeasured};
use crate::identifier::Reference;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An event of an account. Each variant has the name of the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(AccountEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::EnumString, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of an account's event.")]
pub enum AccountEvent {
    /// A holder opened an account.
    Register,
    /// A supervisor opened an account for a member of staff and invited them.
    Invite,
    /// An access provider opened an account for an owner.
    AddOwner,
    /// Somebody asked for a temporary password and entered matching data.
    ResetPassword,
    /// Somebody asked for a temporary password and entered data that do not match.
    TryRecovery,
    /// Somebody entered the right password and a wrong code of the second factor.
    EnterWrongCode,
    /// The holder set a new password with a temporary one.
    SetPassword,
    /// The holder changed the password and entered the old one for it.
    ChangePassword,
    /// The holder confirmed a second factor.
    ConfirmSecondFactor,
    /// The holder removed the second factor.
    RemoveSecondFactor,
    /// The holder signed in with a recovery code instead of the second factor.
    UseRecoveryCode,
    /// The access provider identified its owner and asked for a temporary password for them.
    RecoverOwner {
        /// The reason, in the words of the provider's staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A supervisor identified a member of staff and asked for a temporary password for them.
    RecoverStaff {
        /// The reason, in the supervisor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The bureau approved a paper request to recover the account.
    RecoverByPaper {
        /// Reference of the paper request.
        reference: Reference,
    },
    /// The access provider proposed another email address.
    ProposeEmail {
        /// Time at which the proposed address takes effect.
        until: Timestamp,
        /// The reason, in the words of the provider's staff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// The holder of the old email address objected, and the old address stays.
    KeepEmail,
    /// The proposed email address took effect.
    ChangeEmail {
        /// The reason, in the words of the provider's staff who proposed the address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A supervisor disabled the account; its holder can no longer sign in.
    DisableAccount {
        /// The reason, in the supervisor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A supervisor enabled the account again.
    EnableAccount {
        /// The reason, in the supervisor's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// An owner exported its data.
    ExportData,
}

impl AccountEventKind {
    /// Whether the command behind the event contains a secret. Not even a digest of such a command is kept. An event outside the chain
    /// keeps no digest in any case.
    pub fn command_contains_secret(self) -> bool {
        match self {
            AccountEventKind::Register
            | AccountEventKind::SetPassword
            | AccountEventKind::ChangePassword
            | AccountEventKind::ConfirmSecondFactor
            | AccountEventKind::RemoveSecondFactor
            | AccountEventKind::UseRecoveryCode
            | AccountEventKind::KeepEmail
            | AccountEventKind::ExportData => true,
            AccountEventKind::Invite
            | AccountEventKind::AddOwner
            | AccountEventKind::ResetPassword
            | AccountEventKind::TryRecovery
            | AccountEventKind::EnterWrongCode
            | AccountEventKind::RecoverOwner
            | AccountEventKind::RecoverStaff
            | AccountEventKind::RecoverByPaper
            | AccountEventKind::ProposeEmail
            | AccountEventKind::ChangeEmail
            | AccountEventKind::DisableAccount
            | AccountEventKind::EnableAccount => false,
        }
    }
}

impl AccountEvent {
    /// The name of the event, without its data.
    pub fn kind(&self) -> AccountEventKind {
        self.into()
    }

    /// The reason of the event, in the words of the acting person.
    pub fn reason(&self) -> Option<&str> {
        match self {
            AccountEvent::RecoverOwner { reason }
            | AccountEvent::RecoverStaff { reason }
            | AccountEvent::ProposeEmail { reason, .. }
            | AccountEvent::ChangeEmail { reason }
            | AccountEvent::DisableAccount { reason }
            | AccountEvent::EnableAccount { reason } => reason.as_deref(),
            AccountEvent::Register
            | AccountEvent::Invite
            | AccountEvent::AddOwner
            | AccountEvent::ResetPassword
            | AccountEvent::TryRecovery
            | AccountEvent::EnterWrongCode
            | AccountEvent::RecoverByPaper { .. }
            | AccountEvent::SetPassword
            | AccountEvent::ChangePassword
            | AccountEvent::ConfirmSecondFactor
            | AccountEvent::RemoveSecondFactor
            | AccountEvent::UseRecoveryCode
            | AccountEvent::KeepEmail
            | AccountEvent::ExportData => None,
        }
    }
}

impl EventData for AccountEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(self.kind().into())
    }
}
