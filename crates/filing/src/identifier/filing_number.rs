//! Filing numbers 备案号, which a bureau issues to an organizer and its sites.

use crate::{han, policy::codes, text};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;

mod contained;
mod licence;

pub use licence::Licence;

/// The reason for which a text is not a filing number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FilingNumberProblem {
    /// The text does not have the form `赣ICP备2026000123号-1`.
    #[error("not a filing number")]
    Form,
    /// The first character is not the abbreviation of a province.
    #[error("no province begins so")]
    Province,
    /// The number of digits is not 6, 8 or 10.
    #[error("a filing number has 10, once 8 or 6 digits")]
    Digits,
    /// The year is outside 2000 to 2999.
    #[error("the year is impossible")]
    Year,
    /// The part of the site, after the hyphen, is wrong.
    #[error("the site's part is wrong")]
    Site,
    /// The text is the number of an operating licence 经营许可证.
    #[error("an operating licence, not a filing number")]
    Licence,
    /// The text is the number of a filing with the police 公安备案.
    #[error("a public security number, not a filing number")]
    PublicSecurity,
}

/// The number of digits in a filing number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Width {
    /// Two digits of the year and four of the sequence, the oldest form.
    Six,
    /// Two digits of the year and six of the sequence.
    Eight,
    /// Four digits of the year and six of the sequence, the only form still issued.
    Ten,
}

/// The abbreviations of the 31 provinces in filing numbers.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新";

/// The filing number of an organizer 主体备案号, `赣ICP备2026000123号`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganizerNumber {
    province: char,
    year: i16,
    sequence: u32,
    width: Width,
}

/// The largest sequence number in a year: six digits.
pub const MAX_SEQUENCE: u32 = 999_999;

impl OrganizerNumber {
    /// Issues the number of a year and a sequence number. `sequence` runs from 1 to [`MAX_SEQUENCE`].
    pub fn issue(province: char, year: i16, sequence: u32) -> OrganizerNumber {
        OrganizerNumber { province, year, sequence, width: Width::Ten }
    }

    /// Parses a number. The part of a site is dropped, if the text has one.
    ///
    /// # Errors
    /// The errors are those of [`FilingNumber::parse`].
    pub fn parse(text: &str) -> Result<OrganizerNumber, FilingNumberProblem> {
        FilingNumber::parse(text).map(|number| number.organizer)
    }

    /// Parses the identifier of a record on the wire: the digits of its organizer's number. `province` is the abbreviation of the bureau's
    /// province.
    ///
    /// # Errors
    /// The errors are those of [`FilingNumber::parse`].
    pub fn of_record(record_id: &str, province: char) -> Result<OrganizerNumber, FilingNumberProblem> {
        FilingNumber::stored(&format!("{province}ICP备{record_id}号")).map(|number| number.organizer)
    }

    /// Returns the identifier of the record on the wire: the digits of the number.
    pub fn record_id(&self) -> String {
        self.to_string().chars().filter(char::is_ascii_digit).collect()
    }

    /// The province's abbreviation.
    pub fn province(&self) -> char {
        self.province
    }

    /// The year in which the number was issued.
    pub fn year(&self) -> i16 {
        self.year
    }

    /// The sequence number within the year.
    pub fn sequence(&self) -> u32 {
        self.sequence
    }

    /// Returns the number of a website of this organizer. `place` is the website's sequence number, from 1.
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

/// The kind of site that a site's number names by its last letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SiteSuffix {
    /// A website, without a letter.
    Website,
    /// An app, with the letter `A`.
    App,
    /// A mini-program 小程序, with the letter `X`.
    MiniProgram,
    /// A quick app 快应用, with the letter `K`.
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

/// A filing number 备案号 of an organizer, or of one of its sites: `赣ICP备2026000123号-1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FilingNumber {
    organizer: OrganizerNumber,
    site: Option<(u32, SiteSuffix)>,
}

/// The labels that may precede a pasted number.
const LABELS: [&str; 21] = [
    "工信部",
    "工业和信息化部",
    "增值电信",
    "基础电信",
    "电信",
    "业务",
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
    "编号",
    "号",
    "/",
];

/// Removes labels and punctuation around a pasted number and simplifies its characters: 號 becomes 号, 贛 becomes 赣.
fn pasted(text: &str) -> String {
    let text: String = text::number(text).chars().map(han::mainland_form).collect();
    text::pasted(&text, &LABELS).to_owned()
}

/// Tells whether the text is the number of a filing with the police 公安备案: it has the label of one, or fourteen digits that begin with the
/// code of a province.
fn is_public_security(text: &str) -> bool {
    let digits = text.strip_suffix('号').unwrap_or(text);
    let bare = digits.len() == 14 && digits.bytes().all(|b| b.is_ascii_digit());
    let named = text.contains("公安备案") || text.contains("公安联网备案");
    text.contains("公网安备")
        || (named && text.bytes().any(|b| b.is_ascii_digit()))
        || (bare && digits.get(..2).is_some_and(|code| codes::provinces().get(code).is_some()))
}

impl FilingNumber {
    /// Parses a number as people write and paste it. Spaces, full-width characters, lower-case letters, invisible characters, the label
    /// `备案号：` and a missing 号 are accepted.
    ///
    /// # Errors
    /// The error is the first problem that the parser finds. A licence and a number of the police have errors of their own.
    pub fn parse(text: &str) -> Result<FilingNumber, FilingNumberProblem> {
        let text = pasted(text);
        if !text.contains("ICP备") {
            return Err(if is_public_security(&text) {
                FilingNumberProblem::PublicSecurity
            } else if text.contains("ICP证") || Licence::parse(&text).is_some() {
                FilingNumberProblem::Licence
            } else {
                FilingNumberProblem::Form
            });
        }
        FilingNumber::plain(&text)
    }

    /// Parses a number exactly as this type prints it. Stored numbers and numbers on the wire have this form, so any other text is
    /// corrupt.
    fn stored(text: &str) -> Result<FilingNumber, FilingNumberProblem> {
        let number = FilingNumber::plain(text)?;
        if number.to_string() == text { Ok(number) } else { Err(FilingNumberProblem::Form) }
    }

    /// Parses a number without anything around it.
    fn plain(text: &str) -> Result<FilingNumber, FilingNumberProblem> {
        let (province, number) = text.split_once("ICP备").ok_or(FilingNumberProblem::Form)?;
        let number = number.strip_prefix('案').unwrap_or(number);
        let (digits, site) = match number.split_once('号') {
            Some(parts) => parts,
            None => number.split_at(number.find('-').unwrap_or(number.len())),
        };
        let mut letters = province.chars();
        let (Some(province), None) = (letters.next(), letters.next()) else {
            return Err(FilingNumberProblem::Form);
        };
        let province = official(province).ok_or(FilingNumberProblem::Province)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(FilingNumberProblem::Digits);
        }
        let (width, year_digits) = match digits.len() {
            6 => (Width::Six, 2),
            8 => (Width::Eight, 2),
            10 => (Width::Ten, 4),
            _ => return Err(FilingNumberProblem::Digits),
        };
        let (year, sequence) = digits.split_at(year_digits);
        let year: i16 = year.parse().map_err(|_| FilingNumberProblem::Year)?;
        let year = if width == Width::Ten { year } else { 2000 + year };
        if !(2000..=2999).contains(&year) {
            return Err(FilingNumberProblem::Year);
        }
        let sequence = sequence.parse().map_err(|_| FilingNumberProblem::Digits)?;
        let organizer = OrganizerNumber { province, year, sequence, width };
        let site = if site.is_empty() { None } else { Some(parse_site(site)?) };
        Ok(FilingNumber { organizer, site })
    }

    /// Parses a number that may lack its province. Digits alone, `2026000123` or `2026000123-1`, belong to `province`. A longer text,
    /// such as the footer of a page, is accepted if it holds exactly one number.
    ///
    /// # Errors
    /// The errors are those of [`FilingNumber::parse`].
    pub fn parse_in_text(text: &str, province: char) -> Result<FilingNumber, FilingNumberProblem> {
        // A longer text is searched before its spaces are removed: a year after `号-1` would otherwise extend the part of the site.
        if let Some(number) = contained::only(text, province) {
            return Ok(number);
        }
        let plain = pasted(text);
        let bare = !plain.is_empty() && plain.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let read = if bare && !is_public_security(&plain) {
            FilingNumber::parse(&format!("{province}ICP备{plain}"))
        } else {
            FilingNumber::parse(text)
        };
        read.map_err(|problem| match problem {
            FilingNumberProblem::Form if licence::is_contained(text) => FilingNumberProblem::Licence,
            problem => problem,
        })
    }

    /// Suggests a number for a text that is none: O is read as 0, l as 1, `IPC` as `ICP`. The suggestion is offered to the user and never
    /// applied automatically.
    pub fn suggest_correction(text: &str, province: char) -> Option<FilingNumber> {
        let plain = contained::plain(text).replace(['І', '丨'], "I").replace('С', "C").replace('Р', "P");
        let plain =
            ["IPC", "1CP", "LCP", "|CP", "1PC"].iter().fold(plain, |text, slip| text.replace(slip, "ICP"));
        if plain.bytes().filter(u8::is_ascii_digit).count() < 4 {
            return None;
        }
        let at = plain.rfind("ICP").map(|at| at + 3).or_else(|| plain.rfind('备')).unwrap_or(0);
        let (head, digits) = plain.split_at(at);
        let digits = digits.replace(['O', 'О', '〇'], "0").replace(['I', 'L', '|'], "1");
        FilingNumber::parse_in_text(&format!("{head}{digits}"), province).ok()
    }

    /// The organizer's number.
    pub fn organizer(&self) -> OrganizerNumber {
        self.organizer
    }

    /// The site's sequence number under its organizer. The result is `None` for an organizer's number.
    pub fn position(&self) -> Option<u32> {
        self.site.map(|(position, _)| position)
    }

    /// The site's sequence number and kind. The result is `None` for an organizer's number.
    pub fn site(&self) -> Option<(u32, SiteSuffix)> {
        self.site
    }
}

fn parse_site(text: &str) -> Result<(u32, SiteSuffix), FilingNumberProblem> {
    let text = text.strip_prefix('-').ok_or(FilingNumberProblem::Site)?;
    let (digits, suffix) = match text.chars().last() {
        Some('A') => (&text[..text.len() - 1], SiteSuffix::App),
        Some('X') => (&text[..text.len() - 1], SiteSuffix::MiniProgram),
        Some('K') => (&text[..text.len() - 1], SiteSuffix::QuickApp),
        _ => (text, SiteSuffix::Website),
    };
    if digits.is_empty() || digits.len() > 6 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(FilingNumberProblem::Site);
    }
    match digits.parse() {
        Ok(place) if place > 0 => Ok((place, suffix)),
        _ => Err(FilingNumberProblem::Site),
    }
}

/// Returns the abbreviation that filing numbers use. Four provinces have a second abbreviation, which is replaced.
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

/// The number under which another province or the ministry registered a site: a filing number or the number of an operating licence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilingOrLicenceNumber {
    /// A filing number.
    Filing(FilingNumber),
    /// The number of an operating licence 经营许可证.
    Licence(Licence),
}

impl FilingOrLicenceNumber {
    /// Parses a filing number or the number of an operating licence.
    ///
    /// # Errors
    /// The error is the problem of the text as a filing number, if the text is no licence either.
    pub fn parse(text: &str) -> Result<FilingOrLicenceNumber, FilingNumberProblem> {
        match FilingNumber::parse(text) {
            Ok(number) => Ok(FilingOrLicenceNumber::Filing(number)),
            Err(problem) => Licence::parse(text).map(FilingOrLicenceNumber::Licence).ok_or(problem),
        }
    }

    /// The abbreviation of the province that issued the number. The result is `None` if the ministry issued it.
    pub fn province(&self) -> Option<char> {
        match self {
            FilingOrLicenceNumber::Filing(number) => Some(number.organizer().province()),
            FilingOrLicenceNumber::Licence(licence) => licence.province(),
        }
    }
}

impl fmt::Display for FilingOrLicenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FilingOrLicenceNumber::Filing(number) => number.fmt(f),
            FilingOrLicenceNumber::Licence(licence) => licence.fmt(f),
        }
    }
}

as_text! {
    OrganizerNumber, FilingNumberProblem, "赣ICP备2026000123号", "The filing number of an organizer 主体备案号.";
    FilingNumber, FilingNumberProblem, "赣ICP备2026000123号-1", "A filing number 备案号 of an organizer or of one of its sites.";
}

impl TryFrom<String> for OrganizerNumber {
    type Error = FilingNumberProblem;

    fn try_from(text: String) -> Result<OrganizerNumber, FilingNumberProblem> {
        match FilingNumber::stored(&text)? {
            FilingNumber { organizer, site: None } => Ok(organizer),
            _ => Err(FilingNumberProblem::Site),
        }
    }
}

impl TryFrom<String> for FilingNumber {
    type Error = FilingNumberProblem;

    fn try_from(text: String) -> Result<FilingNumber, FilingNumberProblem> {
        FilingNumber::stored(&text)
    }
}

#[cfg(test)]
mod tests;
