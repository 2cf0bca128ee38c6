//! The registration number 工商注册号 on business licences before the credit code: fifteen digits. The last digit
//! is a checksum of the others (ISO 7064 MOD 11,10).

use crate::text;
use std::fmt;
use thiserror::Error;

/// A valid registration number of fifteen digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistrationNumber(String);

/// The reason for which a text is not a registration number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum RegistrationNumberProblem {
    /// The text does not have fifteen digits.
    #[error("a registration number has 15 digits")]
    Form,
    /// The check digit, the last one, does not agree with the others.
    #[error("the last digit does not agree with the others")]
    CheckDigit,
}

impl RegistrationNumber {
    /// Parses a number. Full-width digits and spaces are accepted.
    ///
    /// # Errors
    /// The parser reports [`RegistrationNumberProblem::Form`] before [`RegistrationNumberProblem::CheckDigit`].
    pub fn parse(text: &str) -> Result<RegistrationNumber, RegistrationNumberProblem> {
        let number = text::number(text);
        if number.len() != 15 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(RegistrationNumberProblem::Form);
        }
        if !number.ends_with(check_digit(&number[..14])) {
            return Err(RegistrationNumberProblem::CheckDigit);
        }
        Ok(RegistrationNumber(number))
    }

    /// The number: fifteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn check_digit(body: &str) -> char {
    let product = body.bytes().fold(10, |product: u8, digit| {
        let sum = (product + (digit - b'0')) % 10;
        (if sum == 0 { 10 } else { sum }) * 2 % 11
    });
    char::from(b'0' + (11 - product) % 10)
}

impl fmt::Display for RegistrationNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_example_of_the_standard_is_valid() {
        assert_eq!(RegistrationNumber::parse(" 110108000000016 ").unwrap().as_str(), "110108000000016");
    }

    #[test]
    fn mistakes_are_told_apart() {
        assert_eq!(RegistrationNumber::parse("110108000000017"), Err(RegistrationNumberProblem::CheckDigit));
        assert_eq!(RegistrationNumber::parse("11010800000001"), Err(RegistrationNumberProblem::Form));
        assert_eq!(RegistrationNumber::parse("注册号注册"), Err(RegistrationNumberProblem::Form));
    }

    proptest! {
        #[test]
        fn a_number_is_what_it_displays(body in "[0-9]{14}") {
            let number = format!("{body}{}", check_digit(&body));
            prop_assert_eq!(RegistrationNumber::parse(&number).unwrap().to_string(), number);
        }

        #[test]
        fn one_wrong_digit_is_always_noticed(body in "[0-9]{14}", place in 0usize..15, digit in 0u8..10) {
            let number = format!("{body}{}", check_digit(&body));
            let mut wrong = number.clone().into_bytes();
            wrong[place] = b'0' + digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(RegistrationNumber::parse(&wrong).is_ok(), wrong == number);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,18}") {
            let _ = RegistrationNumber::parse(&text);
        }
    }
}
