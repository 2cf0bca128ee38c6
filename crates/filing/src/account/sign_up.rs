//! Sign-up 注册: an account before its address is confirmed.

use crate::{account::fields::LONGEST_USERNAME, form::Applicant};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A sign-up waits for its confirmation so many hours.
pub const SIGN_UP_HOURS: i64 = 24;

/// Somebody who signs up and has not shown yet that the address is theirs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The user name that is wished for.
    pub wish: String,
    /// Unit or individual.
    pub applicant: Applicant,
    /// Name of the contact person.
    pub contact_name: String,
    /// The address to be shown.
    pub email: String,
    /// Hash of the password, as a PHC string.
    pub password: String,
    /// SHA-256 of the code that was mailed, in hex; empty until then.
    #[serde(default)]
    pub code: String,
    /// Until when it can be confirmed.
    pub until: Timestamp,
    /// The user name that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub became: Option<String>,
}

impl std::fmt::Debug for SignUp {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SignUp").finish_non_exhaustive()
    }
}

/// The user name that a wish becomes. Everybody gets digits, so that nobody learns which names there are.
pub fn numbered(wish: &str, digits: u16) -> String {
    let room = LONGEST_USERNAME - 5;
    let wish: String = wish.chars().take(room).collect();
    format!("{wish}-{:04}", digits % 10_000)
}
