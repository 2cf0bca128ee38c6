//! Sign-up 注册: an account before its email address is confirmed.

use crate::{
    form::ApplicantKind,
    identifier::{LONGEST_USERNAME, Username},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Validity of a sign-up that is not confirmed, in hours.
pub const SIGN_UP_HOURS: i64 = 24;

/// A sign-up of a person who has not confirmed the email address yet.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The user name that the person asked for.
    pub desired_username: Username,
    /// Unit or individual.
    pub applicant: ApplicantKind,
    /// Name of the contact person.
    pub contact_name: String,
    /// The email address to be confirmed.
    pub email: String,
    /// Hash of the password, as a PHC string.
    pub password: String,
    /// SHA-256 of the confirmation code, in hex; empty until the code is mailed.
    #[serde(default)]
    pub code: String,
    /// Time at which the sign-up expires.
    pub until: Timestamp,
    /// The user name of the account, once the sign-up is confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_account: Option<Username>,
}

impl std::fmt::Debug for SignUp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignUp").finish_non_exhaustive()
    }
}

/// The user name that an account gets: the wished one and four digits. Every account gets digits, so nobody can find out which names are
/// taken.
pub fn numbered_username(desired: &Username, digits: u16) -> Username {
    let room = LONGEST_USERNAME - 5;
    let desired: String = desired.chars().take(room).collect();
    Username::typed(&format!("{desired}-{:04}", digits % 10_000))
}
