//! User names 用户名, by which accounts are known.

use crate::text;
use serde::{Deserialize, Serialize};
use std::{borrow::Borrow, fmt, ops::Deref};
use thiserror::Error;

/// Longest user name of an account, in characters.
pub const LONGEST_USERNAME: usize = 32;

/// The stored text is not a user name in its stored form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a user name is stored in half-width characters and lower case")]
pub struct UsernameProblem;

/// User name in its stored form: half-width characters, lower case, at most 64 characters. Every text that a person types has such a
/// form, because a name that no account can have must get the answer of a name that no account has. `check_fields` holds the stricter
/// rules for new accounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Username(String);

impl Username {
    /// The user name that a person typed. A longer text is cut to 64 characters.
    pub fn typed(text: &str) -> Username {
        // No account has a name this long. The cut keeps the storage keys short that are made of any input.
        Username(text::number(text).to_ascii_lowercase().chars().take(2 * LONGEST_USERNAME).collect())
    }

    /// Parses a user name exactly as it is stored.
    ///
    /// # Errors
    /// [`UsernameProblem`] for a text in another form.
    pub fn parse(text: &str) -> Result<Username, UsernameProblem> {
        let name = Username::typed(text);
        if name.0 == text { Ok(name) } else { Err(UsernameProblem) }
    }

    /// The stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

stored_text! {
    Username, UsernameProblem, "shili-danwei", "The user name of an account.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_name_has_one_stored_form() {
        assert_eq!(Username::typed(" Ｓhi-Li_1 ").as_str(), "shi-li_1");
        assert_eq!(Username::typed(&"x".repeat(100)).as_str().len(), 64);
        assert_eq!(Username::parse("shi-li_1"), Ok(Username::typed("shi-li_1")));
        for other in ["Shi-li", "ｓhili", " shili"] {
            assert_eq!(Username::parse(other), Err(UsernameProblem), "{other}");
        }
        assert!(serde_json::from_str::<Username>("\"SHILI\"").is_err());
    }
}
