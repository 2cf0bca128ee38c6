//! Accounts that a supervisor or an access provider looks after.

use beian_filing::{
    account::Account,
    form::Applicant,
    history::{Actor, Role},
    private::{mask_email, mask_name},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Invite staff of the bureau or of an access provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invite {
    /// 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Case does not matter.
    pub username: String,
    /// Role; not an owner.
    pub role: Role,
    /// Identifier of the access provider; for its staff only.
    #[serde(default)]
    pub provider: Option<String>,
    /// Name.
    pub contact_name: String,
    /// Where the invitation goes.
    pub email: String,
}

/// Staff, or the owners whose accounts one's access provider opened.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListAccounts {
    /// Identifier of the access provider whose staff it is; the bureau's own when left out. For supervisors.
    #[serde(default)]
    pub provider: Option<String>,
}

/// Close an account to its holder.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DisableAccount {
    /// User name.
    pub username: String,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// Open a closed account again.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EnableAccount {
    /// User name.
    pub username: String,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// Send staff a temporary password and take their second factor away.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoverStaff {
    /// User name.
    pub username: String,
    /// How they were identified, 2 to 200 characters.
    pub reason: String,
}

/// Open an account for an owner that one's access provider files for.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddOwner {
    /// The user name wished for. Four digits are added.
    pub username: String,
    /// Unit or individual.
    pub applicant: Applicant,
    /// Name of the person to contact.
    pub contact_name: String,
    /// Where notices go.
    pub email: String,
}

/// Start the recovery for an owner whose account one's access provider opened (§一.2).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecoverOwner {
    /// User name, as the owner gave it.
    pub username: String,
    /// How the owner was identified, 2 to 200 characters.
    pub reason: String,
    /// Another address, when the present one does not reach the owner. It takes effect after three days.
    #[serde(default)]
    pub email: Option<String>,
}

/// Keep the present address when another was proposed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KeepEmail {
    /// User name, from the link in the mail.
    pub username: String,
    /// The code, from the link in the mail.
    pub code: String,
}

/// An account in a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountSummary {
    /// User name.
    pub username: String,
    /// Role.
    pub role: Role,
    /// Name of the contact person.
    pub contact_name: String,
    /// Email address; masked for an access provider.
    pub email: String,
    /// Whether it is closed to its holder.
    pub disabled: bool,
    /// Whether its holder has set a password.
    pub ready: bool,
    /// Whether a second factor is set up.
    pub second_factor: bool,
    /// When another address takes effect that was proposed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub awaited_until: Option<Timestamp>,
}

impl AccountSummary {
    /// An account in a list that this reader asks for.
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
            ready: !account.password.is_empty(),
            second_factor: account.second_factor.is_some(),
            awaited_until: account.awaited_email().map(|awaited| awaited.effective_at),
        }
    }
}

/// Accounts.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountList {
    /// By user name.
    pub items: Vec<AccountSummary>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    Invite ListAccounts DisableAccount EnableAccount RecoverStaff AddOwner RecoverOwner KeepEmail
    AccountSummary AccountList
}
