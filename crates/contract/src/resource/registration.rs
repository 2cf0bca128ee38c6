//! Accounts that are opened, and passwords that are set by email (§一.1).

use beian_filing::{
    form::{Applicant, Category},
    private::Private,
};
use serde::{Deserialize, Serialize};

/// Open an owner's account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Register {
    /// The user name wished for: 4 to 32 letters, digits, `-` or `_`, beginning with a letter. Four digits are added.
    pub username: String,
    /// 15 to 128 characters.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// Unit or individual.
    pub applicant: Applicant,
    /// Name of the person to contact.
    pub contact_name: String,
    /// Where notices go.
    pub email: String,
}

/// Confirm a sign-up with what the mail brought.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmRegistration {
    /// The sign-up, from the link in the mail.
    pub sign_up_id: String,
    /// The code, from the link in the mail.
    pub code: String,
}

/// Ask for a temporary password by email (§一.1).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResetPassword {
    /// User name.
    pub username: String,
    /// Name of the contact person.
    pub contact_name: String,
    /// Email address of the account.
    pub email: String,
    /// Who filed.
    pub category: Category,
}

/// Set a new password with the temporary one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetPassword {
    /// User name.
    pub username: String,
    /// The temporary password from the email.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub temporary_password: Private<String>,
    /// 8 to 128 characters, 15 without a second factor.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub new_password: Private<String>,
}

/// The user name of an account that was opened.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsernameView {
    /// User name.
    pub username: String,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { Register ConfirmRegistration ResetPassword SetPassword UsernameView }
