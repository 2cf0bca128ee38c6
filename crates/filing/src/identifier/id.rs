//! Identifiers of cases: a filing and a paper request have one each, of a type of its own.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

/// The reason for which a text is not the identifier of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("an identifier is 32 digits and letters from a to f")]
pub struct IdProblem;

/// Identifier of a filing. It is derived from the account that began the filing and from the command, so that a repeated command finds
/// the same filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FilingId([u8; 16]);

/// Identifier of a paper request, derived in the same way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequestId([u8; 16]);

/// Gives identifiers of 128 bits their text of 32 hex digits.
macro_rules! hex_digits {
    ($($name:ident)*) => {$(
        impl $name {
            /// Parses an identifier exactly as this type prints it, with 32 lower-case hex digits.
            ///
            /// # Errors
            /// [`IdProblem`] for any other text.
            pub fn parse(text: &str) -> Result<$name, IdProblem> {
                parse(text).map($name)
            }
        }

        impl From<u128> for $name {
            fn from(bits: u128) -> $name {
                $name(bits.to_be_bytes())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:032x}", u128::from_be_bytes(self.0))
            }
        }

        as_text! {
            $name, IdProblem, "0123456789abcdef0123456789abcdef", "The identifier of a case: 32 hex digits.";
        }

        impl TryFrom<String> for $name {
            type Error = IdProblem;

            fn try_from(text: String) -> Result<$name, IdProblem> {
                $name::parse(&text)
            }
        }
    )*};
}

hex_digits! { FilingId RequestId }

/// Parses 32 lower-case hex digits. An identifier is kept as bytes, because a `u128` would align every type that contains it to 16 bytes.
fn parse(text: &str) -> Result<[u8; 16], IdProblem> {
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() == 32 && text.bytes().all(is_digit) {
        u128::from_str_radix(text, 16).map(u128::to_be_bytes).map_err(|_| IdProblem)
    } else {
        Err(IdProblem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_has_one_text() {
        let text = "00000000000000000000000000000abc";
        assert_eq!(FilingId::parse(text), Ok(FilingId::from(0xabc)));
        assert_eq!(FilingId::from(0xabc).to_string(), text);
        for other in
            ["", "abc", "00000000000000000000000000000ABC", "+0000000000000000000000000000abc", "STATE#"]
        {
            assert_eq!(RequestId::parse(other), Err(IdProblem), "{other}");
        }
        assert!(FilingId::parse(&"0".repeat(33)).is_err());
    }

    #[test]
    fn a_corrupt_identifier_is_no_identifier_of_another_case() {
        assert!(serde_json::from_str::<FilingId>("\"xyz\"").is_err());
        let id = RequestId::from(u128::MAX);
        assert_eq!(serde_json::from_str::<RequestId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }
}
