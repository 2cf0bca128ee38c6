//! Telephone numbers: mobile 移动电话 and landline 固定电话.
//!
//! A landline number of this province must have a known area code and the length of that area. For other provinces only the form is
//! checked.

use crate::{policy::codes, text};
use std::fmt;
use thiserror::Error;

/// A mobile number of eleven digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(String);

/// The reason for which a text is not a mobile number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MobileProblem {
    /// The text has a character other than a digit.
    #[error("only digits")]
    Characters,
    /// The text is a landline number.
    #[error("a landline number")]
    Landline,
    /// The text does not have eleven digits.
    #[error("a mobile number has 11 digits")]
    Length,
    /// The number does not begin with 13 to 19.
    #[error("a mobile number begins with 13 to 19")]
    Prefix,
    /// The number belongs to another country or region.
    #[error("a number from abroad")]
    Abroad,
}

impl Mobile {
    /// Parses a number. Full-width digits, spaces, hyphens and +86 are accepted.
    ///
    /// # Errors
    /// The error is the first problem that the parser finds.
    pub fn parse(text: &str) -> Result<Mobile, MobileProblem> {
        let Some((number, from_abroad)) = national(text) else {
            // A Chinese mobile number with a stray plus sign looks like a number of North America (+1).
            let ours = text::number(text);
            let ours = ours.strip_prefix('+').is_some_and(is_mobile) && !text.trim().contains([' ', '-']);
            return Err(if ours { MobileProblem::Characters } else { MobileProblem::Abroad });
        };
        let digits: String = number.chars().filter(|c| *c != '-').collect();
        // Some people write `+86 (0)138…`, as if the number were a landline.
        let digits = match digits.strip_prefix('0').filter(|_| from_abroad) {
            Some(rest) if rest.starts_with('1') && rest.len() == 11 => rest.to_owned(),
            _ => digits,
        };
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MobileProblem::Characters);
        }
        // A zero before a mobile number was once dialled from other cities. It does not make the number a landline.
        if digits.starts_with('0') && !digits.strip_prefix('0').is_some_and(is_mobile) {
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

    /// Suggests a mobile number for a text that is none. If the text holds several numbers, the first is suggested.
    pub fn suggest_correction(text: &str) -> Option<Mobile> {
        let whole = digits_meant(text);
        // Two numbers may be joined by the same sign that separates the groups of one number.
        let both: String = whole.chars().filter(char::is_ascii_digit).collect();
        let first = both.get(..11).filter(|_| both.len() == 22);
        parts(&whole).into_iter().chain(first).find_map(|part| {
            let digits: String = part.chars().filter(char::is_ascii_digit).collect();
            let digits = digits.trim_start_matches('0');
            [Some(digits), digits.strip_prefix("86")].into_iter().flatten().find_map(|digits| {
                // A spreadsheet may append `.0` to a number.
                let digits = if part.ends_with(".0") { digits.strip_suffix('0')? } else { digits };
                is_mobile(digits).then(|| Mobile(digits.to_owned()))
            })
        })
    }

    /// The number: eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Tells whether the first three digits are a prefix in use.
    pub fn is_known_prefix(&self) -> bool {
        codes::numbering_plan().mobile_prefixes.contains(&&self.0[..3])
    }

    /// Tells whether the number belongs to a virtual operator 虚拟运营商. Its customers may not receive the ministry's text messages.
    pub fn is_virtual(&self) -> bool {
        codes::numbering_plan().virtual_prefixes.contains(&&self.0[..3])
    }
}

impl fmt::Display for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A landline number, displayed as `0791-12345678`, or as `0791-12345678-801` with an extension 分机.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Landline {
    area: String,
    number: String,
    extension: Option<String>,
}

/// The reason for which a text is not a landline number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LandlineProblem {
    /// The text has a character other than digits and hyphens.
    #[error("only digits and a dash")]
    Characters,
    /// The text is a mobile number.
    #[error("a mobile number")]
    Mobile,
    /// The area code is missing.
    #[error("the area code is missing")]
    AreaMissing,
    /// The area code does not exist.
    #[error("no such area code")]
    AreaUnknown,
    /// The numbers of the area have another length, which the variant carries in digits.
    #[error("numbers there have {0} digits")]
    Length(usize),
    /// The number within the area has neither seven nor eight digits, or begins with 0 or 1.
    #[error("7 or 8 digits, the first not 0 or 1")]
    Form,
    /// The number belongs to another country or region.
    #[error("a number from abroad")]
    Abroad,
    /// The number is a service number, 400 or 800. It has no area code and reaches no single office.
    #[error("a number of a service")]
    Service,
}

/// The words and signs before an extension, the longer ones first.
const EXTENSIONS: [&str; 19] = [
    "EXTENSION",
    "EXTN",
    "EXT",
    "转分机",
    "分机号码",
    "分机号",
    "分机",
    "分機",
    "转接",
    "转",
    "轉",
    "内线",
    "按",
    "拨",
    "撥",
    "P",
    "X",
    "#",
    "*",
];
/// The largest number of digits in an extension.
const LONGEST_EXTENSION: usize = 6;

impl Landline {
    /// Parses a number. Full-width digits, spaces, brackets, +86, a missing hyphen and every usual spelling of an extension are accepted.
    ///
    /// # Errors
    /// The error is the first problem that the parser finds.
    pub fn parse(text: &str) -> Result<Landline, LandlineProblem> {
        let (text, from_abroad) = national(text).ok_or(LandlineProblem::Abroad)?;
        let is_extension = |tail: &str| {
            (1..=LONGEST_EXTENSION).contains(&tail.len()) && tail.bytes().all(|b| b.is_ascii_digit())
        };
        let with = |head: &str, tail: &str| {
            let landline = Landline::of(head, from_abroad)?;
            Ok(Landline { extension: Some(tail.to_owned()), ..landline })
        };
        let said = EXTENSIONS.iter().find_map(|word| text.split_once(word));
        if let Some((head, tail)) = said {
            let tail = tail.trim_matches(['-', '.', ':', '机', '号']);
            return if is_extension(tail) { with(head, tail) } else { Err(LandlineProblem::Characters) };
        }
        let whole = Landline::of(&text, from_abroad);
        match (&whole, text.rsplit_once('-')) {
            // Digits after a complete number are an extension.
            (Err(LandlineProblem::Length(_) | LandlineProblem::Form), Some((head, tail)))
                if is_extension(tail) =>
            {
                with(head, tail).or(whole)
            }
            _ => whole,
        }
    }

    /// Suggests a landline number for a text that is none. If the text holds several numbers, the first is suggested. A number without an
    /// area code gets the code `area`.
    pub fn suggest_correction(text: &str, area: Option<&str>) -> Option<Landline> {
        let whole = digits_meant(text);
        let read = |part: &str| {
            let groups: Vec<&str> =
                part.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
            let joined = groups.join("-");
            let rest = joined.strip_prefix("86").map(|rest| rest.trim_start_matches('-'));
            // A spreadsheet drops the leading zero of an area code.
            let ours = |rest: &str| format!("0{rest}");
            let of_area = area.filter(|_| groups.first().is_some_and(|group| (7..=8).contains(&group.len())));
            [
                Some(joined.clone()),
                Some(ours(&joined)).filter(|_| !joined.starts_with('0')),
                rest.map(str::to_owned),
                rest.filter(|rest| !rest.starts_with('0')).map(ours),
                of_area.map(|area| format!("{area}-{joined}")),
            ]
            .into_iter()
            .flatten()
            .find_map(|text| Landline::parse(&text).ok())
        };
        if is_service(&whole) || national(text).is_none() {
            return None;
        }
        read(&whole).or_else(|| parts(&whole).into_iter().find_map(read))
    }

    fn of(text: &str, from_abroad: bool) -> Result<Landline, LandlineProblem> {
        let text = text.trim_matches('-');
        if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            return Err(LandlineProblem::Characters);
        }
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if Mobile::parse(&digits).is_ok() || digits.strip_prefix('0').is_some_and(is_mobile) {
            return Err(LandlineProblem::Mobile);
        }
        if is_service(&digits) {
            return Err(LandlineProblem::Service);
        }
        // People omit the zero of the area code after +86.
        let digits = if from_abroad && !digits.starts_with('0') { format!("0{digits}") } else { digits };
        if !digits.starts_with('0') {
            return Err(match digits.len() {
                7 | 8 => LandlineProblem::AreaMissing,
                _ => LandlineProblem::Form,
            });
        }
        // The area codes 010 and 020 to 029 have three digits; all others have four.
        let short = matches!(digits.as_bytes(), [_, b'1', b'0', ..] | [_, b'2', ..]);
        let Some((area, number)) = digits.split_at_checked(if short { 3 } else { 4 }) else {
            return Err(LandlineProblem::AreaUnknown);
        };
        if area.starts_with("00") || (!short && area.starts_with("01")) {
            return Err(LandlineProblem::AreaUnknown);
        }
        if let Some(known) = codes::numbering_plan().areas.iter().find(|known| known.area_code == area) {
            if number.len() != known.digits {
                return Err(LandlineProblem::Length(known.digits));
            }
        } else if area.starts_with("079") || area == "0702" {
            return Err(LandlineProblem::AreaUnknown);
        }
        if !(7..=8).contains(&number.len()) || number.starts_with(['0', '1']) {
            return Err(LandlineProblem::Form);
        }
        Ok(Landline { area: area.to_owned(), number: number.to_owned(), extension: None })
    }

    /// The area code, with its leading zero.
    pub fn area(&self) -> &str {
        &self.area
    }

    /// The number within the area, seven or eight digits.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The extension, one to six digits, if there is one.
    pub fn extension(&self) -> Option<&str> {
        self.extension.as_deref()
    }

    /// The city of this province that uses the area code.
    pub fn city(&self) -> Option<&'static codes::TelephoneArea> {
        codes::numbering_plan().areas.iter().find(|area| area.area_code == self.area)
    }
}

impl fmt::Display for Landline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.area, self.number)?;
        match &self.extension {
            Some(extension) => write!(f, "-{extension}"),
            None => Ok(()),
        }
    }
}

/// Tells whether the digits are a mobile number.
fn is_mobile(digits: &str) -> bool {
    digits.len() == 11
        && digits.bytes().all(|b| b.is_ascii_digit())
        && matches!(digits.as_bytes(), [b'1', b'3'..=b'9', ..])
}

/// Tells whether the digits are a service number, for which the called party pays: 400 or 800 and seven more digits.
fn is_service(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.len() == 10 && (digits.starts_with("400") || digits.starts_with("800"))
}

/// Removes words and signs before the first digit, and replaces letters by the digits that they resemble.
fn digits_meant(text: &str) -> String {
    let plain = text::half_width(&text::on_one_line(text));
    let digit = |c: char| match c {
        'O' | 'o' | '〇' | '○' | 'О' | 'о' => '0',
        'l' | 'I' | '|' => '1',
        c => c,
    };
    let start = plain.find(|c: char| c.is_ascii_digit() || c == '+' || c == '(').unwrap_or(plain.len());
    let (before, _) = plain.split_at(start);
    let word = before.trim_end_matches(|c: char| digit(c) != c);
    // A letter directly before the first digit is read as a digit, unless it ends a word.
    let start = if word.ends_with(char::is_alphabetic) { start } else { word.len() };
    let number = plain.get(start..).unwrap_or_default();
    // A text with a word after the number keeps its letters.
    let is_number = !number.chars().any(|c| c.is_ascii_alphabetic() && digit(c) == c);
    if is_number { number.chars().map(digit).collect() } else { number.to_owned() }
}

/// Returns the parts of a text that may hold several numbers.
fn parts(text: &str) -> Vec<&str> {
    let word = |c: char| c.is_alphabetic() || "/,;、|\"'".contains(c);
    let parts = text.split(word).map(str::trim).filter(|part| !part.is_empty());
    let mut all: Vec<&str> = parts.clone().collect();
    // Two numbers may have only a space between them.
    all.extend(parts.flat_map(str::split_whitespace));
    all
}

/// Returns the number as dialled within China, with a hyphen for every sign and space in it. The flag is set if the number had the
/// country code 86. The result is `None` for a number of another country or region.
fn national(text: &str) -> Option<(String, bool)> {
    let dashed: String = text::without_hidden(&text::half_width(text))
        .chars()
        .map(|c| if c.is_whitespace() || "()[]./·–".contains(c) { '-' } else { c })
        .flat_map(char::to_uppercase)
        .collect();
    let text = dashed.trim_matches('-');
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let ours = |rest: &str| {
        let rest = rest.trim_start_matches('-').strip_prefix("86")?;
        Some((rest.trim_start_matches('-').to_owned(), true))
    };
    if let Some(rest) = text.strip_prefix('+') {
        return ours(rest);
    }
    // The prefix 00 is the international prefix only in a long number: an area code may have a second zero by mistake.
    if let Some(rest) = text.strip_prefix("00").filter(|rest| digits >= 12 || rest.starts_with("86")) {
        return ours(rest);
    }
    // The country code may lack its plus sign. A landline number of seven digits may begin with 86 too, and a mobile number with the
    // country code has thirteen digits.
    if let Some(rest) = text
        .strip_prefix("86")
        .filter(|rest| digits == 13 || rest.starts_with("-0") || rest.starts_with("-1"))
    {
        return Some((rest.trim_start_matches('-').to_owned(), true));
    }
    Some((text.to_owned(), false))
}

#[cfg(test)]
mod tests;
