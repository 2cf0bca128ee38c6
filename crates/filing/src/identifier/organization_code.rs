//! The organization code 组织机构代码 (GB 11714): eight characters and a check character. The unified social credit
//! code replaced it in 2015 and contains it.

use crate::text;
use std::fmt;
use thiserror::Error;

/// A valid organization code, displayed as `00000000-0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrganizationCode(String);

/// The reason for which a text is not an organization code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum OrganizationCodeProblem {
    /// The text does not have nine digits and letters.
    #[error("an organization code has nine digits and letters")]
    Form,
    /// The check character, the last one, does not agree with the others.
    #[error("the last character does not agree with the others")]
    CheckCharacter,
}

const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

impl OrganizationCode {
    /// Parses a code, with or without its hyphen. Full-width characters, spaces and lower-case letters are
    /// accepted.
    ///
    /// # Errors
    /// The parser reports [`OrganizationCodeProblem::Form`] before [`OrganizationCodeProblem::CheckCharacter`].
    pub fn parse(text: &str) -> Result<OrganizationCode, OrganizationCodeProblem> {
        let code: String = text::number(text).chars().filter(|c| *c != '-').collect();
        if code.len() != 9 || !code.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            return Err(OrganizationCodeProblem::Form);
        }
        if !code.ends_with(check_character(&code[..8])) {
            return Err(OrganizationCodeProblem::CheckCharacter);
        }
        Ok(OrganizationCode(code))
    }

    /// The code: nine characters without a hyphen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the check character for eight digits and capital letters.
pub(crate) fn check_character(body: &str) -> char {
    let sum: u32 = body.chars().zip(WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from(b'0' + digit as u8),
    }
}

impl fmt::Display for OrganizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", &self.0[..8], &self.0[8..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_with_and_without_its_dash() {
        let code = OrganizationCode::parse("６０００３７３４－１").unwrap();
        assert_eq!((code.as_str(), code.to_string().as_str()), ("600037341", "60003734-1"));
        assert_eq!(OrganizationCode::parse("60003734 1"), Ok(code));
    }

    #[test]
    fn mistakes_are_told_apart() {
        assert_eq!(OrganizationCode::parse("60003734-2"), Err(OrganizationCodeProblem::CheckCharacter));
        assert_eq!(OrganizationCode::parse("60003734"), Err(OrganizationCodeProblem::Form));
        assert_eq!(OrganizationCode::parse("组织机"), Err(OrganizationCodeProblem::Form));
    }

    proptest! {
        #[test]
        fn a_code_is_what_it_displays(body in "[0-9A-Z]{8}") {
            let code = OrganizationCode::parse(&format!("{body}{}", check_character(&body))).unwrap();
            prop_assert_eq!(OrganizationCode::parse(&code.to_string()), Ok(code));
        }

        #[test]
        fn one_wrong_digit_is_noticed(body in "[0-9]{8}", place in 0usize..8, digit in 0u8..10) {
            let mut wrong = body.clone().into_bytes();
            wrong[place] = b'0' + digit;
            let wrong = format!("{}{}", String::from_utf8(wrong).unwrap(), check_character(&body));
            prop_assert_eq!(OrganizationCode::parse(&wrong).is_ok(), wrong[..8] == body);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,12}") {
            let _ = OrganizationCode::parse(&text);
        }
    }
}
