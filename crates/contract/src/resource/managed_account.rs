//! Accounts that a supervisor or an access provider manages.

use beian_filing::{
    account::Account,
    form::ApplicantKind,
    history::{Actor, Role},
    identifier::Username,
    private::{mask_email, mask_name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Invites staff of the bureau or of an access provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// User name: 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Upper and lower case are equal.
    pub username: String,
    /// Role of the account; any except `owner`.
    pub role: Role,
    /// Identifier of the access provider; required for its staff, refused for staff of the bureau.
    #[serde(default)]
    pub provider: Option<String>,
    /// Name of the contact person, in at most 40 characters.
    pub contact_name: String,
    /// Email address for the invitation.
    pub email: String,
}

/// Lists accounts: staff for a supervisor; for an access provider, the owners with accounts that it opened.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListAccounts {
    /// Identifier of an access provider, to list its staff; the bureau's staff if left out. Only a supervisor's request uses it.
    #[serde(default)]
    pub provider: Option<String>,
}

/// Disables an account, so that its holder cannot sign in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisableAccount {
    /// User name of the account.
    pub username: String,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

/// Enables a disabled account again.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnableAccount {
    /// User name of the account.
    pub username: String,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

/// Sends a temporary password to a member of staff and removes the second factor of the account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoverStaff {
    /// User name of the account.
    pub username: String,
    /// The means by which the holder was identified, in 2 to 200 characters.
    pub reason: String,
}

/// Opens an account for an owner. The caller's access provider files for this owner.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddOwner {
    /// Desired user name: 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Four digits are added to it.
    pub username: String,
    /// Kind of applicant: a unit or an individual.
    pub applicant: ApplicantKind,
    /// Name of the contact person, in at most 40 characters.
    pub contact_name: String,
    /// Email address for notices.
    pub email: String,
}

/// Starts the recovery of an owner's account that the caller's access provider opened (§一.2).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoverOwner {
    /// User name, as the owner stated it.
    pub username: String,
    /// The means by which the owner was identified, in 2 to 200 characters.
    pub reason: String,
    /// New email address, if the present one does not reach the owner. It takes effect after three days.
    #[serde(default)]
    pub email: Option<String>,
}

/// Keeps the present email address and drops the proposed one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeepEmail {
    /// User name, from the link in the email.
    pub username: String,
    /// Code, from the link in the email.
    pub code: String,
}

/// An account as a line of a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountSummary {
    /// User name of the account.
    pub username: Username,
    /// Role of the account.
    pub role: Role,
    /// Name of the contact person; masked for an access provider.
    pub contact_name: String,
    /// Email address; masked for an access provider.
    pub email: String,
    /// True if the account is disabled.
    pub disabled: bool,
    /// True if the holder has set a password.
    pub ready: bool,
    /// True if a second factor is set up.
    pub second_factor: bool,
    /// Time at which the proposed email address takes effect; absent if none is proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub awaited_until: Option<Timestamp>,
}

impl AccountSummary {
    /// Builds the line of an account for this reader.
    pub fn of(account: &Account, reader: &Actor) -> AccountSummary {
        AccountSummary {
            username: account.username.clone(),
            role: account.role,
            contact_name: if reader.role.is_bureau() {
                account.contact_name.clone()
            } else {
                mask_name(&account.contact_name)
            },
            email: if reader.role.is_bureau() { account.email.clone() } else { mask_email(&account.email) },
            disabled: account.disabled_at.is_some(),
            ready: !account.password_hash.is_empty(),
            second_factor: account.second_factor.is_some(),
            awaited_until: account.pending_email().map(|awaited| awaited.effective_at),
        }
    }
}

/// A list of accounts.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountList {
    /// The accounts, by user name.
    pub items: Vec<AccountSummary>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    Invite ListAccounts DisableAccount EnableAccount RecoverStaff AddOwner RecoverOwner KeepEmail
    AccountSummary AccountList
}
