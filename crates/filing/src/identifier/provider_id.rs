//! Identifiers of access providers 接入服务商.

use serde::{Deserialize, Serialize};
use std::{borrow::Borrow, fmt, ops::Deref};
use thiserror::Error;

/// Longest identifier of an access provider, in characters.
const LONGEST: usize = 32;

/// The rule that a text breaks as the identifier of an access provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProviderIdProblem {
    /// The text is empty.
    #[error("the identifier is empty")]
    Empty,
    /// The text has one character.
    #[error("the identifier has fewer than 2 characters")]
    TooShort,
    /// The text is too long.
    #[error("the identifier has more than {LONGEST} characters")]
    TooLong,
    /// The text has other characters than `a` to `z`, digits and hyphens, or a hyphen at one of its ends.
    #[error("the identifier has other characters than a to z, digits and hyphens between them")]
    BadCharacters,
}

/// Identifier of an access provider: 2 to 32 characters of `a` to `z`, digits and hyphens, none of them at an end. A supervisor chooses
/// it once.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderId(String);

impl ProviderId {
    /// Parses an identifier exactly as it is stored.
    ///
    /// # Errors
    /// The first rule that the text breaks.
    pub fn parse(text: &str) -> Result<ProviderId, ProviderIdProblem> {
        let is_usual = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match text.len() {
            0 => Err(ProviderIdProblem::Empty),
            1 => Err(ProviderIdProblem::TooShort),
            length if length > LONGEST => Err(ProviderIdProblem::TooLong),
            _ if text.starts_with('-') || text.ends_with('-') || !text.bytes().all(is_usual) => {
                Err(ProviderIdProblem::BadCharacters)
            }
            _ => Ok(ProviderId(text.to_owned())),
        }
    }

    /// The stored text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

stored_text! {
    ProviderId, ProviderIdProblem, "yun-yi", "The identifier of an access provider.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_of_a_provider_has_one_form() {
        assert_eq!(ProviderId::parse("yun-yi").unwrap().to_string(), "yun-yi");
        for (text, problem) in [
            ("", ProviderIdProblem::Empty),
            ("y", ProviderIdProblem::TooShort),
            (&"y".repeat(33), ProviderIdProblem::TooLong),
            ("Yun", ProviderIdProblem::BadCharacters),
            ("yun-", ProviderIdProblem::BadCharacters),
            ("云一", ProviderIdProblem::BadCharacters),
            ("a#b", ProviderIdProblem::BadCharacters),
        ] {
            assert_eq!(ProviderId::parse(text), Err(problem), "{text}");
        }
        assert!(serde_json::from_str::<ProviderId>("\"YUN\"").is_err());
    }
}
