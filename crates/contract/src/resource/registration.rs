//! The registration of owners, and passwords that are set by email (§一.1).

use beian_filing::{
    form::{ApplicantKind, UserCategory},
    identifier::Username,
    private::Private,
};
use serde::{Deserialize, Serialize};

/// Requests an account for an owner. The account opens once the link in the email is followed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Register {
    /// Desired user name: 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Four digits are added to it.
    pub username: String,
    /// Password, in 15 to 128 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// Kind of applicant: a unit or an individual.
    pub applicant: ApplicantKind,
    /// Name of the contact person, in at most 40 characters.
    pub contact_name: String,
    /// Email address for notices.
    pub email: String,
}

/// Confirms a registration with the code from the email.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmRegistration {
    /// Identifier of the registration, from the link in the email.
    pub sign_up_id: String,
    /// Code, from the link in the email.
    pub code: String,
}

/// Requests a temporary password by email (§一.1).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetPassword {
    /// User name of the account.
    pub username: String,
    /// Name of the account's contact person.
    pub contact_name: String,
    /// Email address of the account.
    pub email: String,
    /// User category 用户类别 of the account: the party that files.
    pub category: UserCategory,
}

/// Sets a new password with the temporary one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetPassword {
    /// User name of the account.
    pub username: String,
    /// Temporary password, from the email.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub temporary_password: Private<String>,
    /// New password, in 8 to 128 characters; at least 15 if the account neither has nor needs a second factor.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub new_password: Private<String>,
}

/// The user name of an account that was opened.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsernameView {
    /// User name of the account.
    pub username: Username,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { Register ConfirmRegistration ResetPassword SetPassword UsernameView }
