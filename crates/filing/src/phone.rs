//! Telephone numbers: mobile 移动电话 and landline 固定电话.
//!
//! The areas of the province are checked exactly, those of others by their form alone.

use crate::{codes, text};
use std::fmt;
use thiserror::Error;

/// A mobile number, eleven digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(String);

/// Why a text is no mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MobileProblem {
    /// There is something other than digits.
    #[error("only digits")]
    Characters,
    /// It is a landline number.
    #[error("a landline number")]
    Landline,
    /// It does not have eleven digits.
    #[error("a mobile number has 11 digits")]
    Length,
    /// It does not begin with 13 to 19.
    #[error("a mobile number begins with 13 to 19")]
    Prefix,
}

impl Mobile {
    /// Reads a number; full-width digits, blanks, dashes and +86 do not matter.
    pub fn parse(text: &str) -> Result<Mobile, MobileProblem> {
        let digits: String = national(text).chars().filter(|c| *c != '-').collect();
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MobileProblem::Characters);
        }
        if digits.starts_with('0') {
            return Err(MobileProblem::Landline);
        }
        if digits.len() != 11 {
            return Err(MobileProblem::Length);
        }
        match digits.as_bytes() {
            [b'1', b'3'..=b'9', ..] => Ok(Mobile(digits)),
            _ => Err(MobileProblem::Prefix),
        }
    }

    /// The number, eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its first three digits are known to be in use.
    pub fn is_known_prefix(&self) -> bool {
        codes::phones().mobile_prefixes.contains(&&self.0[..3])
    }

    /// Whether it is of a virtual operator, whose customers may not receive the ministry's text messages.
    pub fn is_virtual(&self) -> bool {
        codes::phones().virtual_prefixes.contains(&&self.0[..3])
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A landline number; displayed as `0791-12345678`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Landline {
    area: String,
    number: String,
}

/// Why a text is no landline number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LandlineProblem {
    /// There is something other than digits and a dash.
    #[error("only digits and a dash")]
    Characters,
    /// It is a mobile number.
    #[error("a mobile number")]
    Mobile,
    /// The area code is missing.
    #[error("the area code is missing")]
    AreaMissing,
    /// There is no such area code.
    #[error("no such area code")]
    AreaUnknown,
    /// The area's numbers have another length.
    #[error("numbers there have {0} digits")]
    Length(usize),
    /// The number has neither seven nor eight digits, or cannot begin so.
    #[error("7 or 8 digits, the first not 0 or 1")]
    Form,
}

impl Landline {
    /// Reads a number; full-width digits, blanks, brackets, +86 and a missing dash do not matter.
    pub fn parse(text: &str) -> Result<Landline, LandlineProblem> {
        let from_abroad = text::number(text).starts_with(['+']);
        let text = national(text).replace(['(', ')'], "-");
        let text = text.trim_matches('-');
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(LandlineProblem::Characters);
        }
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if Mobile::parse(&digits).is_ok() {
            return Err(LandlineProblem::Mobile);
        }
        // After +86 the zero of the area code is left out.
        let digits = if from_abroad && !digits.starts_with('0') { format!("0{digits}") } else { digits };
        if !digits.starts_with('0') {
            return Err(match digits.len() {
                7 | 8 => LandlineProblem::AreaMissing,
                _ => LandlineProblem::Form,
            });
        }
        // 010 and 020 to 029 are the short area codes; all others have four digits.
        let short = matches!(digits.as_bytes(), [_, b'1', b'0', ..] | [_, b'2', ..]);
        let Some((area, number)) = digits.split_at_checked(if short { 3 } else { 4 }) else {
            return Err(LandlineProblem::AreaUnknown);
        };
        if area.starts_with("00") || (!short && area.starts_with("01")) {
            return Err(LandlineProblem::AreaUnknown);
        }
        if let Some(known) = codes::phones().areas.iter().find(|known| known.area_code == area) {
            if number.len() != known.digits {
                return Err(LandlineProblem::Length(known.digits));
            }
        } else if area.starts_with("079") || area == "0702" {
            return Err(LandlineProblem::AreaUnknown);
        }
        if !(7..=8).contains(&number.len()) || number.starts_with(['0', '1']) {
            return Err(LandlineProblem::Form);
        }
        Ok(Landline { area: area.to_owned(), number: number.to_owned() })
    }

    /// The area code, with its zero.
    pub fn area(&self) -> &str {
        &self.area
    }

    /// The number within the area.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The city of the province that has this area code.
    pub fn city(&self) -> Option<&'static codes::Area> {
        codes::phones().areas.iter().find(|area| area.area_code == self.area)
    }
}

impl fmt::Display for Landline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.area, self.number)
    }
}

/// The number as it is dialled within the country, with what dashes there were.
fn national(text: &str) -> String {
    let text = text::number(text);
    match text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")) {
        Some(rest) => rest.trim_start_matches('-').to_owned(),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mobile_number_is_read_as_people_write_it() {
        for text in
            ["13800005678", "138 0000 5678", "138-0000-5678", "+86 13800005678", "１３８００００５６７８"]
        {
            assert_eq!(Mobile::parse(text).unwrap().as_str(), "13800005678", "{text}");
        }
    }

    #[test]
    fn mistakes_in_mobile_numbers_are_told_apart() {
        use MobileProblem::*;
        for (text, problem) in [
            ("", Characters),
            ("电话", Characters),
            ("0791-86000000", Landline),
            ("1380000567", Length),
            ("12800005678", Prefix),
            ("23800005678", Prefix),
        ] {
            assert_eq!(Mobile::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn unknown_and_virtual_prefixes_are_only_marked() {
        let mobile = |text| Mobile::parse(text).unwrap();
        assert!(mobile("13800005678").is_known_prefix() && !mobile("13800005678").is_virtual());
        assert!(!mobile("15400005678").is_known_prefix());
        assert!(mobile("17000005678").is_virtual() && mobile("16200005678").is_virtual());
    }

    #[test]
    fn a_landline_is_read_as_people_write_it() {
        for text in [
            "0791-86000000",
            "079186000000",
            "(0791) 8600 0000",
            "０７９１－８６００００００",
            "+86-0791-86000000",
            "+86 791 8600 0000",
            "0791—86000000",
        ] {
            assert_eq!(Landline::parse(text).unwrap().to_string(), "0791-86000000", "{text}");
        }
        assert_eq!(Landline::parse("010-62000000").unwrap().area(), "010");
        assert_eq!(Landline::parse("05718600000").unwrap().to_string(), "0571-8600000");
    }

    #[test]
    fn nanchang_has_eight_digits_and_the_other_ten_cities_seven() {
        assert_eq!(Landline::parse("0791-8600000"), Err(LandlineProblem::Length(8)));
        for area in codes::phones().areas {
            let long = Landline::parse(&format!("{}-86000000", area.area_code));
            let short = Landline::parse(&format!("{}-8600000", area.area_code));
            assert_eq!(
                (long.is_ok(), short.is_ok()),
                (area.digits == 8, area.digits == 7),
                "{}",
                area.area_code
            );
        }
        assert_eq!(Landline::parse("0701-8600000").unwrap().city().unwrap().name_zh, "鹰潭市");
    }

    #[test]
    fn mistakes_in_landlines_are_told_apart() {
        use LandlineProblem::*;
        for (text, problem) in [
            ("", Characters),
            ("-", Characters),
            ("0791-8600000x", Characters),
            ("13800005678", Mobile),
            ("86000000", AreaMissing),
            ("8600000", AreaMissing),
            ("860000", Form),
            ("0011-8600000", AreaUnknown),
            ("079", AreaUnknown),
            ("0571-12345678", Form),
            ("0571-860000", Form),
        ] {
            assert_eq!(Landline::parse(text), Err(problem), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_mobile_number_is_what_it_displays(text in "1[3-9][0-9]{9}") {
            prop_assert_eq!(Mobile::parse(&text).unwrap().to_string(), text);
        }

        #[test]
        fn a_landline_is_what_it_displays(text in "0791-[2-9][0-9]{7}|079[02-9]-[2-9][0-9]{6}|010-[2-9][0-9]{7}|0[3-6][1-9][0-9]-[2-9][0-9]{6,7}") {
            prop_assert_eq!(Landline::parse(&text).unwrap().to_string(), text.clone());
            prop_assert_eq!(Landline::parse(&text.replace('-', "")).unwrap().to_string(), text);
        }

        #[test]
        fn reading_never_panics(text in "\\PC{0,20}", near in "[0-9+() －-]{0,18}") {
            let _ = (Mobile::parse(&text), Landline::parse(&text), Mobile::parse(&near), Landline::parse(&near));
        }
    }
}
