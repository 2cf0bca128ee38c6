//! Numbers that the bureau gives out: the filing number 备案号, and the reference 受理号 of a filing in
//! progress.

use crate::text;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use thiserror::Error;

/// Why a text is no filing number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NumberProblem {
    /// It does not have the form `赣ICP备2026000123号-1`.
    #[error("not a filing number")]
    Form,
    /// The first character is no province.
    #[error("no province begins so")]
    Province,
    /// There are neither 6, 8 nor 10 digits.
    #[error("a filing number has 10, once 8 or 6 digits")]
    Digits,
    /// The year is impossible.
    #[error("the year is impossible")]
    Year,
    /// The part after the dash is wrong.
    #[error("the site's part is wrong")]
    Site,
    /// It is an operating licence 经营许可证, not a filing.
    #[error("an operating licence, not a filing number")]
    Licence,
    /// It is the number of the filing with the police 公安备案.
    #[error("a public security number, not a filing number")]
    PublicSecurity,
}

/// How many digits a number was written with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Width {
    /// Two of the year and four of the sequence; the oldest.
    Six,
    /// Two of the year and six of the sequence.
    Eight,
    /// Four of the year and six of the sequence; the only one still issued.
    Ten,
}

/// Abbreviations of the 31 provinces as filing numbers use them.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新";

/// An organizer's filing number 主体备案号, `赣ICP备2026000123号`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganizerNumber {
    province: char,
    year: i16,
    sequence: u32,
    width: Width,
}

/// The largest sequence number that fits into a year.
pub const MAX_SEQUENCE: u32 = 999_999;

impl OrganizerNumber {
    /// The number with this place in the year's sequence, from 1 to [`MAX_SEQUENCE`].
    pub fn issue(province: char, year: i16, sequence: u32) -> OrganizerNumber {
        OrganizerNumber { province, year, sequence, width: Width::Ten }
    }

    /// Reads a number; the part of a site, if there is one, is left out.
    pub fn parse(text: &str) -> Result<OrganizerNumber, NumberProblem> {
        FilingNumber::parse(text).map(|number| number.organizer)
    }

    /// The province's abbreviation.
    pub fn province(&self) -> char {
        self.province
    }

    /// The year in which the number was issued.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The place in the year's sequence.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// The number of this organizer's site with that place, from 1.
    pub fn site(&self, place: u32) -> FilingNumber {
        FilingNumber { organizer: *self, site: Some((place, SiteSuffix::Website)) }
    }
}

impl fmt::Display for OrganizerNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = self.year.rem_euclid(100);
        match self.width {
            Width::Six => write!(f, "{}ICP备{short:02}{:04}号", self.province, self.sequence),
            Width::Eight => write!(f, "{}ICP备{short:02}{:06}号", self.province, self.sequence),
            Width::Ten => write!(f, "{}ICP备{:04}{:06}号", self.province, self.year, self.sequence),
        }
    }
}

/// What a site's number says the site is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteSuffix {
    /// A website; no letter.
    Website,
    /// An app, `A`.
    App,
    /// A mini-program 小程序, `X`.
    MiniProgram,
    /// A quick app 快应用, `K`.
    QuickApp,
}

impl SiteSuffix {
    fn as_str(self) -> &'static str {
        match self {
            SiteSuffix::Website => "",
            SiteSuffix::App => "A",
            SiteSuffix::MiniProgram => "X",
            SiteSuffix::QuickApp => "K",
        }
    }
}

/// A filing number 备案号, of an organizer or of one of its sites: `赣ICP备2026000123号-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FilingNumber {
    organizer: OrganizerNumber,
    site: Option<(u32, SiteSuffix)>,
}

/// Words that stand before a number where it is pasted from.
const LABELS: [&str; 13] = [
    "互联网",
    "网站",
    "主体",
    "主办",
    "信息",
    "服务",
    "ICP备案",
    "备案",
    "经营",
    "许可证",
    "序号",
    "号码",
    "/",
];

/// A pasted number without the words and signs around it.
fn pasted(text: &str) -> String {
    let text = text::number(text);
    let mut plain = text::pasted(&text, &LABELS);
    // A province's name is no part of a label, so that what is left of one ends in its last word.
    while let Some(rest) = plain.strip_prefix('号').filter(|rest| !rest.is_empty()) {
        plain = text::pasted(rest, &LABELS);
    }
    plain.to_owned()
}

impl FilingNumber {
    /// Reads a number as people write and paste it: blanks, full-width forms, small letters, `备案号：` before it, a missing 号 and
    /// what cannot be seen do not matter.
    pub fn parse(text: &str) -> Result<FilingNumber, NumberProblem> {
        let text = pasted(text);
        let Some((province, number)) = text.split_once("ICP备") else {
            return Err(if text.contains("公网安备") {
                NumberProblem::PublicSecurity
            } else if text.contains("ICP证") || Licence::parse(&text).is_some() {
                NumberProblem::Licence
            } else {
                NumberProblem::Form
            });
        };
        let number = number.strip_prefix('案').unwrap_or(number);
        let (digits, site) = match number.split_once('号') {
            Some(parts) => parts,
            None => number.split_at(number.find('-').unwrap_or(number.len())),
        };
        let mut letters = province.chars();
        let (Some(province), None) = (letters.next(), letters.next()) else {
            return Err(NumberProblem::Form);
        };
        let province = official(province).ok_or(NumberProblem::Province)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberProblem::Digits);
        }
        let (width, year_digits) = match digits.len() {
            6 => (Width::Six, 2),
            8 => (Width::Eight, 2),
            10 => (Width::Ten, 4),
            _ => return Err(NumberProblem::Digits),
        };
        let (year, sequence) = digits.split_at(year_digits);
        let year: i16 = year.parse().map_err(|_| NumberProblem::Year)?;
        let year = if width == Width::Ten { year } else { 2000 + year };
        if !(2000..=2999).contains(&year) {
            return Err(NumberProblem::Year);
        }
        let sequence = sequence.parse().map_err(|_| NumberProblem::Digits)?;
        let organizer = OrganizerNumber { province, year, sequence, width };
        let site = if site.is_empty() { None } else { Some(parse_site(site)?) };
        Ok(FilingNumber { organizer, site })
    }

    /// Reads a number also where somebody gives its digits alone, `2026000123` or `2026000123-1`: it is the province's own.
    ///
    /// # Errors
    /// As [`FilingNumber::parse`].
    pub fn parse_digits(text: &str, province: char) -> Result<FilingNumber, NumberProblem> {
        let plain = pasted(text);
        let bare = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        if bare {
            FilingNumber::parse(&format!("{province}ICP备{plain}"))
        } else {
            FilingNumber::parse(text)
        }
    }

    /// The organizer's number.
    pub fn organizer(&self) -> OrganizerNumber {
        self.organizer
    }

    /// The site's place among the organizer's sites and what it is; `None` in an organizer's number.
    pub fn site(&self) -> Option<(u32, SiteSuffix)> {
        self.site
    }
}

fn parse_site(text: &str) -> Result<(u32, SiteSuffix), NumberProblem> {
    let text = text.strip_prefix('-').ok_or(NumberProblem::Site)?;
    let (digits, suffix) = match text.chars().last() {
        Some('A') => (&text[..text.len() - 1], SiteSuffix::App),
        Some('X') => (&text[..text.len() - 1], SiteSuffix::MiniProgram),
        Some('K') => (&text[..text.len() - 1], SiteSuffix::QuickApp),
        _ => (text, SiteSuffix::Website),
    };
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NumberProblem::Site);
    }
    match digits.parse() {
        Ok(place) if place > 0 => Ok((place, suffix)),
        _ => Err(NumberProblem::Site),
    }
}

/// The abbreviation that filing numbers use, also for the four provinces with a second one.
fn official(province: char) -> Option<char> {
    let province = match province {
        '川' => '蜀',
        '贵' => '黔',
        '云' => '滇',
        '甘' => '陇',
        other => other,
    };
    PROVINCES.contains(province).then_some(province)
}

impl fmt::Display for FilingNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.organizer.fmt(f)?;
        match self.site {
            Some((place, suffix)) => write!(f, "-{place}{}", suffix.as_str()),
            None => Ok(()),
        }
    }
}

impl From<OrganizerNumber> for FilingNumber {
    fn from(organizer: OrganizerNumber) -> FilingNumber {
        FilingNumber { organizer, site: None }
    }
}

/// The number of an operating licence 经营许可证, under which sites of commercial services are on file instead of a filing number:
/// `京ICP证030173号-1`, `粤B2-20090059-5`. The ministry's own begin with no province.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Licence {
    province: Option<char>,
    number: String,
    site: Option<(u32, SiteSuffix)>,
}

impl Licence {
    /// Reads a licence's number as people write and paste it; `None` where the text is none.
    pub fn parse(text: &str) -> Option<Licence> {
        let text = pasted(text);
        let mut letters = text.chars();
        let first = letters.next()?;
        let (province, rest) = match official(first) {
            Some(province) => (Some(province), letters.as_str()),
            None => (None, text.strip_prefix("合字").unwrap_or(&text)),
        };
        let digits_of = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (kind, after) = match rest.strip_prefix("ICP证") {
            Some(after) => ("ICP证".to_owned(), after.strip_prefix('字').unwrap_or(after)),
            None => {
                let end = rest.find('-')?;
                let (classes, after) = rest.split_at(end);
                let is_class = |class: &str| matches!(class, "A1" | "A2" | "B1" | "B2");
                classes.split('.').all(is_class).then(|| (format!("{classes}-"), &after[1..]))?
            }
        };
        let (digits, site) = after.split_at(digits_of(after));
        if !(4..=10).contains(&digits.len()) {
            return None;
        }
        let site = site.strip_prefix('号').unwrap_or(site);
        let site = if site.is_empty() { None } else { Some(parse_site(site).ok()?) };
        let end = if kind.ends_with('证') { "号" } else { "" };
        Some(Licence { province, number: format!("{kind}{digits}{end}"), site })
    }

    /// The abbreviation of the province that gave it; `None` for the ministry's own.
    pub fn province(&self) -> Option<char> {
        self.province
    }
}

impl fmt::Display for Licence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(province) = self.province {
            write!(f, "{province}")?;
        }
        f.write_str(&self.number)?;
        match self.site {
            Some((place, suffix)) => write!(f, "-{place}{}", suffix.as_str()),
            None => Ok(()),
        }
    }
}

/// The number under which another province has something on file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberElsewhere {
    /// A filing number.
    Filing(FilingNumber),
    /// An operating licence's.
    Licence(Licence),
}

impl NumberElsewhere {
    /// Reads a number.
    ///
    /// # Errors
    /// When it is neither.
    pub fn parse(text: &str) -> Result<NumberElsewhere, NumberProblem> {
        match FilingNumber::parse(text) {
            Ok(number) => Ok(NumberElsewhere::Filing(number)),
            Err(problem) => Licence::parse(text).map(NumberElsewhere::Licence).ok_or(problem),
        }
    }

    /// The abbreviation of the province that gave it; `None` where it is the ministry's.
    pub fn province(&self) -> Option<char> {
        match self {
            NumberElsewhere::Filing(number) => Some(number.organizer().province()),
            NumberElsewhere::Licence(licence) => licence.province(),
        }
    }
}

impl fmt::Display for NumberElsewhere {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NumberElsewhere::Filing(number) => number.fmt(f),
            NumberElsewhere::Licence(licence) => licence.fmt(f),
        }
    }
}

/// Text in and text out, for one of the numbers of this module.
macro_rules! as_text {
    ($($name:ident, $problem:ident;)*) => {$(
        impl FromStr for $name {
            type Err = $problem;
            fn from_str(text: &str) -> Result<Self, $problem> {
                $name::parse(text)
            }
        }
        impl TryFrom<String> for $name {
            type Error = $problem;
            fn try_from(text: String) -> Result<Self, $problem> {
                $name::parse(&text)
            }
        }
        impl From<$name> for String {
            fn from(number: $name) -> String {
                number.to_string()
            }
        }
    )*};
}

as_text! {
    OrganizerNumber, NumberProblem;
    FilingNumber, NumberProblem;
    Reference, ReferenceProblem;
}

/// The reference 受理号 of a filing in progress, `JX-7K3M-9Q2T-5`: told on the telephone, printed on paper.
///
/// Two letters of the province, eight characters by chance and one that checks them: every single wrong
/// character and every swapped pair is noticed. There is no I, L, O or U.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference {
    province: [u8; 2],
    values: [u8; 8],
}

/// Why a text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ReferenceProblem {
    /// It does not have eleven letters and digits, of which two letters come first.
    #[error("a reference is like JX-7K3M-9Q2T-5")]
    Form,
    /// The last character does not agree with the others.
    #[error("the last character does not agree with the others")]
    CheckCharacter,
}

/// 32 characters that are told apart on paper and by ear.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Reference {
    /// Makes a reference of eight random bytes, of which each gives five bits. `province` is two capitals.
    pub fn issue(province: [u8; 2], random: [u8; 8]) -> Reference {
        let province = province.map(|b| if b.is_ascii_alphabetic() { b.to_ascii_uppercase() } else { b'X' });
        Reference { province, values: random.map(|byte| byte & 31) }
    }

    /// Reads a reference as people write and paste it: case, blanks, dashes, `受理号：` before it, the address of a page with it and
    /// what cannot be seen do not matter; O is 0, I and L are 1.
    pub fn parse(text: &str) -> Result<Reference, ReferenceProblem> {
        let text = text::number(text);
        let last = text.rsplit(['/', '=', '#']).find(|part| !part.is_empty()).unwrap_or_default();
        let plain = text::pasted(last, &["备案", "申请", "受理", "号码", "编号", "号", "REFERENCE"]);
        let plain: Vec<char> = plain.chars().filter(|c| *c != '-').collect();
        let [p, q, body @ ..] = plain.as_slice() else { return Err(ReferenceProblem::Form) };
        if body.len() != 9 || !p.is_ascii_uppercase() || !q.is_ascii_uppercase() {
            return Err(ReferenceProblem::Form);
        }
        let mut values = [0; 9];
        for (value, c) in values.iter_mut().zip(body) {
            *value = value_of(*c).ok_or(ReferenceProblem::Form)?;
        }
        let [a, b, c, d, e, f, g, h, check_value] = values;
        let values = [a, b, c, d, e, f, g, h];
        if check(&values) != check_value {
            return Err(ReferenceProblem::CheckCharacter);
        }
        Ok(Reference { province: [*p as u8, *q as u8], values })
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [p, q] = self.province.map(char::from);
        let [a, b, c, d, e, g, h, i] = self.values.map(letter);
        write!(f, "{p}{q}-{a}{b}{c}{d}-{e}{g}{h}{i}-{}", letter(check(&self.values)))
    }
}

/// The character for the low five bits of a value.
pub(crate) fn letter(value: u8) -> char {
    char::from(ALPHABET[usize::from(value & 31)])
}

fn value_of(c: char) -> Option<u8> {
    let c = match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET.iter().position(|letter| char::from(*letter) == c)?;
    u8::try_from(place).ok()
}

/// The sum of the values in the field of 32 elements, each weighted with another power of its generator.
fn check(values: &[u8; 8]) -> u8 {
    values.iter().fold(0, |sum, value| double(sum ^ value))
}

/// Twice the value in the field of 32 elements (x⁵ + x² + 1).
fn double(value: u8) -> u8 {
    let twice = value << 1;
    if twice & 32 == 0 { twice } else { (twice ^ 0b10_0101) & 31 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_issued_number_has_ten_digits() {
        let number = OrganizerNumber::issue('赣', 2026, 123);
        assert_eq!(number.to_string(), "赣ICP备2026000123号");
        assert_eq!(number.site(1).to_string(), "赣ICP备2026000123号-1");
        assert_eq!(number.site(2).organizer(), number);
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let number = FilingNumber::parse(" 赣 icp 备２０２６０００１２３号 － １ ").unwrap();
        assert_eq!(number.to_string(), "赣ICP备2026000123号-1");
        assert_eq!((number.organizer().year(), number.organizer().sequence()), (2026, 123));
        assert_eq!(number.site(), Some((1, SiteSuffix::Website)));
    }

    #[test]
    fn numbers_are_read_as_people_paste_them() {
        for text in [
            "备案号：赣ICP备2026000123号-1",
            "ICP备案号: 赣ICP备2026000123号-1",
            "网站备案/许可证号：赣ICP备2026000123号-1",
            "【赣ICP备2026000123号-1】",
            "赣icp备2026000123号-1\u{200b}",
            "\u{feff}赣ICP备2026000123-1",
            "ICP备案赣ICP备2026000123号-1。",
        ] {
            let number = FilingNumber::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"));
            assert_eq!(number.to_string(), "赣ICP备2026000123号-1", "{text}");
        }
        assert_eq!(FilingNumber::parse("赣icp备2026000123").unwrap().to_string(), "赣ICP备2026000123号");
        for (digits, number) in [
            ("2026000123", "赣ICP备2026000123号"),
            (" 2026000123-2 ", "赣ICP备2026000123号-2"),
            ("备案号 09001234", "赣ICP备09001234号"),
            ("浙ICP备2026000123号", "浙ICP备2026000123号"),
        ] {
            assert_eq!(FilingNumber::parse_digits(digits, '赣').unwrap().to_string(), number);
        }
        assert_eq!(FilingNumber::parse_digits("12345", '赣'), Err(NumberProblem::Digits));
    }

    #[test]
    fn licences_are_read_and_their_provinces_told() {
        for (text, number, province) in [
            ("京ICP证030173号", "京ICP证030173号", Some('京')),
            ("京icp证 030173 号-1", "京ICP证030173号-1", Some('京')),
            ("京ICP证030173", "京ICP证030173号", Some('京')),
            ("粤B2-20090059-5", "粤B2-20090059-5", Some('粤')),
            ("许可证号：浙Ｂ２－20080224－1", "浙B2-20080224-1", Some('浙')),
            ("川B1.B2-20190001-12A", "蜀B1.B2-20190001-12A", Some('蜀')),
            ("A2.B1.B2-20090001", "A2.B1.B2-20090001", None),
            ("合字B2-20210001", "B2-20210001", None),
        ] {
            let licence = Licence::parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((licence.to_string().as_str(), licence.province()), (number, province), "{text}");
            assert_eq!(Licence::parse(number), Some(licence));
        }
        for text in
            ["", "赣ICP备2026000123号", "粤B3-20090059", "粤B2-", "粤B2-20090059-x", "京ICP证号", "粤B2-1"]
        {
            assert_eq!(Licence::parse(text), None, "{text}");
        }
    }

    #[test]
    fn older_numbers_keep_their_width() {
        for text in
            ["赣ICP备051234号", "赣ICP备09001234号-3", "京ICP备2021001234号-2A", "蜀ICP备2024001234号-12X"]
        {
            assert_eq!(FilingNumber::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(FilingNumber::parse("赣ICP备09001234号").unwrap().organizer().year(), 2009);
    }

    #[test]
    fn second_abbreviations_are_understood() {
        assert_eq!(FilingNumber::parse("川ICP备12000001号").unwrap().to_string(), "蜀ICP备12000001号");
    }

    #[test]
    fn what_is_no_filing_number_says_why() {
        use NumberProblem::*;
        for (text, problem) in [
            ("", Form),
            ("备案号：", Form),
            ("2026000123", Form),
            ("赣江ICP备2026000123号", Form),
            ("X ICP备2026000123号", Province),
            ("赣ICP备202600012号", Digits),
            ("赣ICP备20260001a3号", Digits),
            ("赣ICP备1999000123号", Year),
            ("赣ICP备2026000123号-", Site),
            ("赣ICP备2026000123号-0", Site),
            ("赣ICP备2026000123号-1B", Site),
            ("赣ICP备2026000123号1", Site),
            ("京ICP证030173号", Licence),
            ("京ICP证", Licence),
            ("粤B2-20090059", Licence),
            ("B2-20040241-1", Licence),
            ("赣公网安备36010202000001号", PublicSecurity),
        ] {
            assert_eq!(FilingNumber::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn a_number_travels_as_text() {
        let number = OrganizerNumber::issue('赣', 2026, 7).site(3);
        let json = serde_json::to_string(&number).unwrap();
        assert_eq!(json, "\"赣ICP备2026000007号-3\"");
        assert_eq!(serde_json::from_str::<FilingNumber>(&json).unwrap(), number);
    }

    #[test]
    fn a_reference_is_read_as_people_say_it() {
        let reference = Reference::issue(*b"jx", [0, 1, 30, 31, 250, 17, 9, 64]);
        let text = reference.to_string();
        assert!(text.starts_with("JX-01YZ-"), "{text}");
        assert_eq!(Reference::parse(&text), Ok(reference));
        let sloppy = text.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(Reference::parse(&sloppy), Ok(reference));
        assert_eq!(Reference::parse("JX-01YZ"), Err(ReferenceProblem::Form));
        assert_eq!(Reference::parse("J1-01YZ-01YZ-0"), Err(ReferenceProblem::Form));
    }

    fn organizer() -> impl Strategy<Value = OrganizerNumber> {
        let province = proptest::sample::select(PROVINCES.chars().collect::<Vec<_>>());
        (province, 2000i16..=2999, 1..=MAX_SEQUENCE).prop_map(|(p, y, s)| OrganizerNumber::issue(p, y, s))
    }

    proptest! {
        #[test]
        fn a_number_is_what_it_displays(organizer in organizer(), place in 1u32..999_999) {
            let site = organizer.site(place);
            prop_assert_eq!(FilingNumber::parse(&site.to_string()), Ok(site));
            prop_assert_eq!(OrganizerNumber::parse(&organizer.to_string()), Ok(organizer));
        }

        #[test]
        fn reading_numbers_never_panics(text in "\\PC{0,24}") {
            let _ = FilingNumber::parse(&text);
            let _ = Reference::parse(&text);
        }

        #[test]
        fn nearly_a_number_never_panics(text in "[赣川X]?ICP[备证]?[0-9０]{0,11}号?[-－]?[0-9]{0,7}[AXKé]?") {
            if let Ok(number) = FilingNumber::parse(&text) {
                prop_assert_eq!(FilingNumber::parse(&number.to_string()), Ok(number));
            }
        }

        #[test]
        fn a_reference_is_what_it_displays(random in any::<[u8; 8]>()) {
            let reference = Reference::issue(*b"JX", random);
            prop_assert_eq!(Reference::parse(&reference.to_string()), Ok(reference));
        }

        #[test]
        fn one_wrong_character_in_a_reference_is_noticed(random in any::<[u8; 8]>(), place in 0usize..9, other in 0usize..32) {
            let text = Reference::issue(*b"JX", random).to_string();
            let places: Vec<usize> = text.char_indices().skip(3).filter(|(_, c)| *c != '-').map(|(i, _)| i).collect();
            let mut wrong = text.clone().into_bytes();
            wrong[places[place]] = ALPHABET[other];
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(Reference::parse(&wrong).is_ok(), wrong == text);
        }

        #[test]
        fn a_swapped_pair_in_a_reference_is_noticed(random in any::<[u8; 8]>(), place in 0usize..8) {
            let text = Reference::issue(*b"JX", random).to_string();
            let places: Vec<usize> = text.char_indices().skip(3).filter(|(_, c)| *c != '-').map(|(i, _)| i).collect();
            let mut wrong = text.clone().into_bytes();
            wrong.swap(places[place], places[place + 1]);
            let wrong = String::from_utf8(wrong).unwrap();
            prop_assert_eq!(Reference::parse(&wrong).is_ok(), wrong == text);
        }
    }
}
