//! The resident identity number 公民身份号码 (GB 11643): six digits of the division, eight of the birth date, three
//! of a sequence, and a check character (ISO 7064 MOD 11-2).

use crate::text;
use jiff::civil::Date;
use std::fmt;
use thiserror::Error;

/// A valid identity number of eighteen characters. The last one is a digit or `X`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResidentId {
    number: String,
    born: Date,
}

/// The reason for which a text is not an identity number.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ResidentIdProblem {
    /// The text does not have eighteen characters.
    #[error("an identity number has 18 characters")]
    Length,
    /// The text has a character other than digits and a final X.
    #[error("only digits, and X in the last place")]
    Characters,
    /// The first two digits belong to no province.
    #[error("no province has these digits")]
    Division,
    /// Digits 7 to 14 are not a date between 1900 and today.
    #[error("the birth date is impossible")]
    BirthDate,
    /// The check character, the last one, does not agree with the others.
    #[error("the last character does not agree with the others")]
    CheckDigit,
    /// The text is the old form of fifteen digits. The variant carries the same number in its present form.
    #[error("the old form of fifteen digits")]
    OldForm(ResidentId),
}

/// The first two digits of the provinces, and those on residence permits of people from Hong Kong (81), Macao
/// (82) and Taiwan (83).
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    "83",
];

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

impl ResidentId {
    /// Parses a number. Full-width digits, spaces and a lower-case x are accepted. `today` is the latest
    /// possible birth date.
    ///
    /// # Errors
    /// The error is the first problem that the parser finds. The old form of fifteen digits is a problem too.
    pub fn parse(text: &str, today: Date) -> Result<ResidentId, ResidentIdProblem> {
        let number: String = text::number(text);
        match number.chars().count() {
            15 => return Err(ResidentId::from_old(&number, today)),
            18 => {}
            _ => return Err(ResidentIdProblem::Length),
        }
        let (Some(body), Some(last)) = (number.get(..17), number.chars().last()) else {
            return Err(ResidentIdProblem::Characters);
        };
        if !body.bytes().all(|b| b.is_ascii_digit()) || !(last.is_ascii_digit() || last == 'X') {
            return Err(ResidentIdProblem::Characters);
        }
        if !PROVINCES.contains(&&body[..2]) {
            return Err(ResidentIdProblem::Division);
        }
        let born = birth_date(&body[6..14], today).ok_or(ResidentIdProblem::BirthDate)?;
        if check_character(body) != last {
            return Err(ResidentIdProblem::CheckDigit);
        }
        Ok(ResidentId { number, born })
    }

    /// Converts the old form, which gives the birth year as 19yy, to the present form.
    fn from_old(number: &str, today: Date) -> ResidentIdProblem {
        if !number.bytes().all(|b| b.is_ascii_digit()) {
            return ResidentIdProblem::Characters;
        }
        let body = format!("{}19{}", &number[..6], &number[6..]);
        match ResidentId::parse(&format!("{body}{}", check_character(&body)), today) {
            Ok(converted) => ResidentIdProblem::OldForm(converted),
            Err(problem) => problem,
        }
    }

    /// The number: eighteen characters.
    pub fn as_str(&self) -> &str {
        &self.number
    }

    /// The birth date.
    pub fn birth_date(&self) -> Date {
        self.born
    }

    /// Full years of age on a day. A person born on 29 February is a year older on 1 March.
    pub fn age_on(&self, day: Date) -> i16 {
        let before_birthday = (day.month(), day.day()) < (self.born.month(), self.born.day());
        day.year() - self.born.year() - i16::from(before_birthday)
    }

    /// The first two digits: the province that issued the number first.
    pub fn province(&self) -> &str {
        &self.number[..2]
    }
}

fn birth_date(digits: &str, today: Date) -> Option<Date> {
    let born =
        Date::new(digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?).ok()?;
    (born.year() >= 1900 && born <= today).then_some(born)
}

fn check_character(body: &str) -> char {
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS[(sum % 11) as usize]
}

impl fmt::Display for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.number)
    }
}

/// The debug form hides the number, so that no log contains it.
impl fmt::Debug for ResidentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ResidentId(***)")
    }
}

/// A valid number that nobody has: its division is no county, and its sequence is 000.
#[cfg(test)]
pub(crate) fn demo(province: &str, born: &str) -> String {
    let body = format!("{province}0000{born}000");
    format!("{body}{}", check_character(&body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn the_example_of_the_standard_is_valid() {
        let id = ResidentId::parse("11010519491231002x", TODAY).unwrap();
        assert_eq!(id.to_string(), "11010519491231002X");
        assert_eq!((id.birth_date(), id.province()), (date(1949, 12, 31), "11"));
    }

    #[test]
    fn full_width_digits_and_blanks_are_read() {
        let number = demo("36", "19900101");
        let written: String = number
            .chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap())
            .flat_map(|c| [c, ' '])
            .collect();
        assert_eq!(ResidentId::parse(&written, TODAY).unwrap().as_str(), number);
    }

    #[test]
    fn age_counts_full_years() {
        let id = ResidentId::parse(&demo("36", "20101124"), TODAY).unwrap();
        assert_eq!((id.age_on(TODAY), id.age_on(date(2026, 11, 24))), (15, 16));
    }

    #[test]
    fn each_kind_of_mistake_has_its_own_problem() {
        use ResidentIdProblem::*;
        let of = |text: &str| ResidentId::parse(text, TODAY).unwrap_err();
        assert_eq!(of("1101051949123100"), Length);
        assert_eq!(of("1101051949123100XX"), Characters);
        assert_eq!(of("身份证号身份证号身份证号身份证号身份"), Characters);
        assert_eq!(of(&demo("99", "19900101")), Division);
        assert_eq!(of(&demo("36", "19900230")), BirthDate);
        assert_eq!(of(&demo("36", "20261124")), BirthDate);
        assert_eq!(of("110105194912310021"), CheckDigit);
    }

    #[test]
    fn the_old_form_is_converted() {
        let ResidentIdProblem::OldForm(converted) = ResidentId::parse("110105491231002", TODAY).unwrap_err()
        else {
            panic!("not converted");
        };
        assert_eq!(converted.as_str(), "11010519491231002X");
        assert_eq!(ResidentId::parse("110105499931002", TODAY), Err(ResidentIdProblem::BirthDate));
    }

    #[test]
    fn debug_keeps_the_number_secret() {
        assert!(!format!("{:?}", ResidentId::parse(&demo("36", "19900101"), TODAY)).contains("1990"));
    }

    fn number() -> impl Strategy<Value = String> {
        (1950i16..2020, 1u8..=12, 1u8..=28, 0usize..31)
            .prop_map(|(y, m, d, p)| demo(PROVINCES[p], &format!("{y:04}{m:02}{d:02}")))
    }

    proptest! {
        #[test]
        fn a_number_is_what_it_displays(number in number()) {
            prop_assert_eq!(ResidentId::parse(&number, TODAY).unwrap().to_string(), number);
        }

        #[test]
        fn one_wrong_digit_is_always_noticed(number in number(), place in 0usize..18, digit in 0u8..10) {
            let mut wrong = number.clone().into_bytes();
            wrong[place] = b'0' + digit;
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(ResidentId::parse(&wrong, TODAY).is_ok(), wrong == number);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,20}", digits in "[0-9Xx身]{13,19}") {
            let _ = ResidentId::parse(&text, TODAY);
            let _ = ResidentId::parse(&digits, TODAY);
        }
    }
}
