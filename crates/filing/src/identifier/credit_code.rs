//! The unified social credit code 统一社会信用代码 (GB 32100): eighteen characters. Characters 9 to 17 are an
//! organization code 组织机构代码, and the last character is a checksum of the others. The letters I, O, S, V and Z
//! are not used.

use crate::{identifier::organization_code, text};
use std::fmt;
use thiserror::Error;

/// A valid credit code of eighteen characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode(String);

/// The reason for which a text is not a credit code.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CreditCodeProblem {
    /// The text does not have eighteen characters.
    #[error("a credit code has 18 characters")]
    Length,
    /// The text has characters outside the alphabet. The variant carries the valid code that results when
    /// letters are replaced by the digits that they resemble, if there is one.
    #[error("a credit code has no I, O, S, V, Z nor other characters")]
    Characters(Option<CreditCode>),
    /// The organization code in characters 9 to 17 has a wrong check character.
    #[error("characters 9 to 17 are no organization code")]
    OrganizationPart,
    /// The check character, the last one, does not agree with the others.
    #[error("the last character does not agree with the others")]
    CheckCharacter,
}

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

impl CreditCode {
    /// Parses a code. Full-width characters, spaces, hyphens and lower-case letters are accepted.
    ///
    /// # Errors
    /// The error is the first problem, in the order length, characters, organization code, check character.
    pub fn parse(text: &str) -> Result<CreditCode, CreditCodeProblem> {
        let code: String = text::number(text).chars().filter(|c| *c != '-').collect();
        if code.chars().count() != 18 {
            return Err(CreditCodeProblem::Length);
        }
        if !code.bytes().all(|b| ALPHABET.contains(&b)) {
            let meant: String = code.chars().map(likely_character).collect();
            let meant = (meant != code).then(|| CreditCode::parse(&meant).ok()).flatten();
            return Err(CreditCodeProblem::Characters(meant));
        }
        if !code[..17].ends_with(organization_code::check_character(&code[8..16])) {
            return Err(CreditCodeProblem::OrganizationPart);
        }
        if !code.ends_with(check_character(&code[..17])) {
            return Err(CreditCodeProblem::CheckCharacter);
        }
        Ok(CreditCode(code))
    }

    /// The code: eighteen characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The organization code inside the code: nine characters without a hyphen.
    pub fn organization_code(&self) -> &str {
        &self.0[8..17]
    }
}

/// Returns the digit that a letter outside the alphabet resembles, or the character itself.
fn likely_character(c: char) -> char {
    match c {
        'O' => '0',
        'I' => '1',
        'Z' => '2',
        'S' => '5',
        other => other,
    }
}

fn check_character(body: &str) -> char {
    let sum: usize = body
        .bytes()
        .zip(WEIGHTS)
        .map(|(b, weight)| ALPHABET.iter().position(|letter| *letter == b).unwrap_or(0) * weight)
        .sum();
    char::from(ALPHABET[(31 - sum % 31) % 31])
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A valid code that no unit has: its division is no county, and the caller supplies the organization code
/// without its check character (eight characters).
#[cfg(test)]
pub(crate) fn demo(kind: &str, organization: &str) -> String {
    let body = format!("{kind}360000{organization}{}", organization_code::check_character(organization));
    format!("{body}{}", check_character(&body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_read_with_blanks_and_small_letters() {
        let code = demo("91", "MA000000");
        let written = format!(" {} {}", &code[..4].to_lowercase(), &code[4..].to_lowercase());
        assert_eq!(CreditCode::parse(&written).unwrap().as_str(), code);
    }

    #[test]
    fn codes_that_begin_with_letters_are_valid() {
        for kind in ["Y1", "N2", "A1", "12", "51", "92", "93"] {
            assert!(CreditCode::parse(&demo(kind, "00000000")).is_ok(), "{kind}");
        }
    }

    #[test]
    fn a_known_vector_is_valid() {
        let code = CreditCode::parse("91110000600037341L").unwrap();
        assert_eq!(code.organization_code(), "600037341");
    }

    #[test]
    fn mistakes_are_told_apart() {
        assert_eq!(CreditCode::parse("9111000060003734"), Err(CreditCodeProblem::Length));
        assert_eq!(CreditCode::parse("91110000600037341M"), Err(CreditCodeProblem::CheckCharacter));
        assert_eq!(CreditCode::parse("91110000600037342L"), Err(CreditCodeProblem::OrganizationPart));
        assert_eq!(CreditCode::parse("91110000V00037341L"), Err(CreditCodeProblem::Characters(None)));
    }

    #[test]
    fn a_letter_o_for_a_zero_is_mended() {
        let Err(CreditCodeProblem::Characters(Some(meant))) = CreditCode::parse("9111O000600037341L") else {
            panic!("not mended");
        };
        assert_eq!(meant.as_str(), "91110000600037341L");
    }

    proptest! {
        #[test]
        fn a_code_is_what_it_displays(kind in "[19Y][1-3]", organization in "[0-9A-HJ-NP-RTUW-Y]{8}") {
            let code = demo(&kind, &organization);
            prop_assert_eq!(CreditCode::parse(&code).unwrap().to_string(), code);
        }

        #[test]
        fn one_wrong_character_is_always_noticed(organization in "[0-9A-HJ-NP-RTUW-Y]{8}", place in 0usize..18, other in 0usize..31) {
            let code = demo("91", &organization);
            let mut wrong = code.clone().into_bytes();
            wrong[place] = ALPHABET[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(CreditCode::parse(&wrong).is_ok(), wrong == code);
        }

        #[test]
        fn a_swapped_pair_is_always_noticed(organization in "[0-9A-HJ-NP-RTUW-Y]{8}", place in 0usize..17) {
            let code = demo("91", &organization);
            let mut wrong = code.clone().into_bytes();
            wrong.swap(place, place + 1);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(CreditCode::parse(&wrong).is_ok(), wrong == code);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,20}", near in "[0-9A-Z信]{17,19}") {
            let _ = CreditCode::parse(&text);
            let _ = CreditCode::parse(&near);
        }
    }
}
