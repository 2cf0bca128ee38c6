//! Lists of the records of other provinces 外省备案清单: the claim in each row, or every reason why a row is bad.
//!
//! A list is a CSV file in UTF-8 with one record a line. The first line names the columns:
//!
//! | column | holds |
//! | --- | --- |
//! | `subject` | `domain` or `certificate` |
//! | `certificate_kind` | code of the certificate kind; empty for a domain |
//! | `value` | the registrable domain, or the certificate's number |
//! | `province` | two-digit code of the province that has it on file |
//! | `number` | the filing number there, `粤ICP备2026000123号-1`, or the number of an operating licence, `粤B2-20090059-5` |
//! | `change` | `add`, or `remove` where the province has deregistered it; without this column every row means `add` |
//!
//! The columns may come in any order. A value cannot contain a line break, so a missing quotation mark spoils only its own line. This
//! module does no input or output; the store decides whether a row gets its claim.

use crate::{
    claim::{Claim, Holder},
    identifier::{Domain, DomainProblem, FilingOrLicenceNumber},
    policy::{Coded, codes},
    text,
};
use csv_core::{ReadRecordResult, Reader};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, str};
use thiserror::Error;

/// Longest line of a list, in bytes.
pub const LONGEST_LINE: usize = 4096;

/// The columns, in the order in which this system writes them.
pub const COLUMNS: [&str; 6] = ["subject", "certificate_kind", "value", "province", "number", "change"];
/// The column that a list may omit.
const CHANGE: &str = "change";

/// Change of a record in its province.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ListChange {
    /// The domain or certificate is on file there.
    Add,
    /// The domain or certificate is no longer on file there.
    Remove,
}

/// The content of a good row: a claim of another province, and whether the row adds or removes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedClaim {
    /// The claim of the row.
    pub claim: Claim,
    /// Two-digit code of the province that has the claim on file.
    pub province: &'static str,
    /// Filing number there, or number of the operating licence.
    pub number: FilingOrLicenceNumber,
    /// Change of the record.
    pub change: ListChange,
}

impl ListedClaim {
    /// The holder of the claim according to the row.
    pub fn holder(&self) -> Holder {
        Holder::Province { code: self.province.to_owned(), number: self.number.to_string() }
    }
}

/// Defines the reasons for bad rows, each with its stable code and its sentence.
macro_rules! reasons {
    ($($(#[$doc:meta])* $reason:ident = $code:literal, $sentence:literal;)*) => {
        /// A reason why a row is not taken over. The codes never change; the sentences may.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum SkipReason {
            $($(#[$doc])* #[serde(rename = $code)] $reason,)*
        }

        impl SkipReason {
            /// Every reason.
            pub const ALL: &[SkipReason] = &[$(SkipReason::$reason),*];

            /// The stable code.
            pub fn code(self) -> &'static str {
                match self { $(SkipReason::$reason => $code),* }
            }

            /// The reason as an English sentence.
            pub fn sentence(self) -> &'static str {
                match self { $(SkipReason::$reason => $sentence),* }
            }
        }
    };
}

reasons! {
    /// The line is not UTF-8.
    NotUtf8 = "not-utf-8", "the line is not UTF-8";
    /// The line is longer than [`LONGEST_LINE`].
    LineTooLong = "line-too-long", "the line is longer than any that can be right";
    /// A quotation mark is not closed on its line.
    QuoteNotClosed = "quote-not-closed", "a quotation mark is not closed on its line";
    /// The line has more or fewer columns than the first line names.
    ColumnCount = "column-count", "there are more or fewer columns than the first line names";
    /// The subject is neither a domain nor a certificate.
    UnknownSubject = "unknown-subject", "the subject is neither domain nor certificate";
    /// The row gives a domain a certificate kind.
    KindOfDomain = "kind-of-domain", "a domain has no certificate kind";
    /// The certificate kind does not exist.
    UnknownCertificateKind = "unknown-certificate-kind", "there is no such certificate kind";
    /// The certificate kind has no such number; a digit may be wrong.
    CertificateNumber = "certificate-number", "no certificate of this kind has this number; a digit may be wrong";
    /// The row has no value.
    ValueMissing = "value-missing", "there is no value";
    /// The value is not a domain.
    DomainForm = "domain-form", "not a domain";
    /// The value is an IP address instead of a domain.
    DomainIsIpAddress = "domain-is-ip-address", "an IP address is not a domain";
    /// The value is a single label without a dot.
    DomainSingleLabel = "domain-single-label", "a domain has a dot";
    /// The value is a public suffix, which nobody can own.
    DomainPublicSuffix = "domain-public-suffix", "nobody owns a public suffix";
    /// The top-level domain does not exist.
    DomainUnknownSuffix = "domain-unknown-suffix", "there is no such top-level domain";
    /// The value has labels in front of the registrable domain.
    DomainNotRegistrablePart = "domain-not-registrable-part", "only the registrable part of a domain is filed";
    /// The province code does not exist.
    UnknownProvince = "unknown-province", "there is no province with this code";
    /// The province is this bureau's own.
    OwnProvince = "own-province", "this is the bureau's own province";
    /// The number is neither a filing number nor the number of an operating licence.
    FilingNumber = "filing-number", "neither a filing number nor an operating licence's";
    /// The filing number belongs to another province.
    NumberOfOtherProvince = "number-of-other-province", "the filing number is of another province";
    /// The change is neither `add` nor `remove`.
    UnknownChange = "unknown-change", "the change is neither add nor remove";
    /// The row removes a claim in the first list that is ever loaded.
    NothingToRemove = "nothing-to-remove", "a first load has nothing to remove from";
    /// A filing of this bureau holds the claim; the store left it unchanged.
    HeldHere = "held-here", "a filing of this bureau holds it; nothing was changed";
    /// Another record holds the claim that the row removes; the store left it unchanged.
    HeldByOther = "held-by-other", "another record than this row's holds it; nothing was removed";
}

/// A reason why a file is not a list of claims.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HeaderProblem {
    /// The file is empty.
    #[error("the file is empty")]
    Empty,
    /// The file is not UTF-8.
    #[error("the file is not UTF-8; save it as CSV in UTF-8")]
    NotUtf8,
    /// The file is not text in lines.
    #[error("the file is not CSV: its first line does not end; save it as CSV in UTF-8")]
    NotText,
    /// The first line lacks this column.
    #[error("the first line does not name the column {0}; it must name {all}", all = COLUMNS.join(","))]
    Missing(&'static str),
    /// The first line names this unknown column.
    #[error("the first line names a column {0:?}, which is not known; it must name {all}", all = COLUMNS.join(","))]
    Unknown(String),
    /// The first line names this column twice.
    #[error("the first line names the column {0} twice")]
    Twice(&'static str),
}

/// The parser of one list. [`ListParser::begin`] takes the first line, and [`ListParser::row`] takes each further line.
#[derive(Debug)]
pub struct ListParser {
    /// Position in a row of each of [`COLUMNS`].
    places: [Option<usize>; COLUMNS.len()],
    width: usize,
    own: &'static str,
    reader: Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl ListParser {
    /// Begins a list for the bureau of the province `own`, with the list's first line. The line comes without its line break.
    ///
    /// # Errors
    /// A [`HeaderProblem`] when the line does not name the columns.
    pub fn begin(first: &[u8], own: &str) -> Result<ListParser, HeaderProblem> {
        let first = first.strip_prefix("\u{feff}".as_bytes()).unwrap_or(first);
        let mut list = ListParser {
            places: [None; COLUMNS.len()],
            width: 0,
            own: codes::provinces().get(own).map_or("", |province| province.code),
            reader: Reader::new(),
            text: Vec::new(),
            ends: Vec::new(),
        };
        list.split(first).map_err(|reason| match reason {
            SkipReason::NotUtf8 => HeaderProblem::NotUtf8,
            _ => HeaderProblem::NotText,
        })?;
        let names: Vec<String> = list.fields().map(|name| name.trim().to_lowercase()).collect();
        if names.iter().all(String::is_empty) {
            return Err(HeaderProblem::Empty);
        }
        let mut places = [None; COLUMNS.len()];
        for (place, name) in names.iter().enumerate() {
            let column = COLUMNS.iter().position(|column| column == name);
            let column = column.ok_or_else(|| HeaderProblem::Unknown(name.chars().take(40).collect()))?;
            if places[column].replace(place).is_some() {
                return Err(HeaderProblem::Twice(COLUMNS[column]));
            }
        }
        let missing = COLUMNS.iter().zip(&places).find(|(name, place)| place.is_none() && **name != CHANGE);
        if let Some((name, _)) = missing {
            return Err(HeaderProblem::Missing(name));
        }
        (list.places, list.width) = (places, names.len());
        Ok(list)
    }

    /// Parses one row. The line comes without its line break.
    ///
    /// # Errors
    /// Every [`SkipReason`] why the row is bad.
    pub fn row(&mut self, line: &[u8]) -> Result<ListedClaim, Vec<SkipReason>> {
        self.split(line).map_err(|reason| vec![reason])?;
        if self.ends.len() != self.width {
            return Err(vec![SkipReason::ColumnCount]);
        }
        let [subject, kind, value, province, number, change] = self
            .places
            .map(|place| place.and_then(|place| self.fields().nth(place)).unwrap_or_default().trim());
        // Keywords and codes also come in capitals, or in full-width characters from a Chinese keyboard.
        let [subject, kind, province, change] =
            [subject, kind, province, change].map(|word| text::half_width(word).trim().to_lowercase());
        let mut wrong = Vec::new();
        let claim = claim(&subject, &kind, value).map_err(|reasons| wrong.extend(reasons)).ok();
        let province = codes::provinces().get(&province);
        match province {
            None => wrong.push(SkipReason::UnknownProvince),
            Some(province) if province.code == self.own => wrong.push(SkipReason::OwnProvince),
            Some(_) => {}
        }
        let number = FilingOrLicenceNumber::parse(number);
        match (&number, province) {
            (Err(_), _) => wrong.push(SkipReason::FilingNumber),
            (Ok(number), Some(province))
                if number.province().is_some_and(|of| of != province.abbreviation) =>
            {
                wrong.push(SkipReason::NumberOfOtherProvince);
            }
            _ => {}
        }
        let change = match change.as_str() {
            "" | "add" => Some(ListChange::Add),
            "remove" => Some(ListChange::Remove),
            _ => {
                wrong.push(SkipReason::UnknownChange);
                None
            }
        };
        match (claim, province, number, change) {
            (Some(claim), Some(province), Ok(number), Some(change)) if wrong.is_empty() => {
                Ok(ListedClaim { claim, province: province.code, number, change })
            }
            _ => Err(wrong),
        }
    }

    /// Splits a line into its fields.
    fn split(&mut self, line: &[u8]) -> Result<(), SkipReason> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.len() > LONGEST_LINE {
            return Err(SkipReason::LineTooLong);
        }
        if str::from_utf8(line).is_err() {
            return Err(SkipReason::NotUtf8);
        }
        self.reader.reset();
        self.text.resize(line.len() + 1, 0);
        // The buffer has room for twice the columns. A line that overflows it has too many columns in any case.
        self.ends.resize(2 * COLUMNS.len(), 0);
        let (result, _, text, ends) = self.reader.read_record(line, &mut self.text, &mut self.ends);
        let (result, text, ends) = match result {
            ReadRecordResult::InputEmpty => {
                let (result, _, more_text, more_ends) =
                    self.reader.read_record(b"\n", &mut self.text[text..], &mut self.ends[ends..]);
                (result, text + more_text, ends + more_ends)
            }
            other => (other, text, ends),
        };
        self.text.truncate(text);
        self.ends.truncate(ends);
        match result {
            ReadRecordResult::Record => Ok(()),
            ReadRecordResult::OutputEndsFull => Err(SkipReason::ColumnCount),
            // The parser read the line break as a part of a quoted value.
            ReadRecordResult::InputEmpty if !line.is_empty() => Err(SkipReason::QuoteNotClosed),
            _ => Ok(()),
        }
    }

    fn fields(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| {
            // The line is valid UTF-8, and its fields end at ASCII characters, so this conversion cannot fail.
            self.text.get(start..*end).and_then(|field| str::from_utf8(field).ok()).unwrap_or_default()
        })
    }
}

fn claim(subject: &str, kind: &str, value: &str) -> Result<Claim, Vec<SkipReason>> {
    let mut wrong = Vec::new();
    if value.is_empty() {
        wrong.push(SkipReason::ValueMissing);
    }
    let claim = match subject {
        "domain" => {
            if !kind.is_empty() {
                wrong.push(SkipReason::KindOfDomain);
            }
            match Domain::parse_listed(value) {
                Ok(domain) => Some(Claim::domain(&domain)),
                Err(problem) => {
                    wrong.extend(of_domain(&problem));
                    None
                }
            }
        }
        "certificate" if codes::certificate_kinds().get(kind).is_none() => {
            wrong.push(SkipReason::UnknownCertificateKind);
            None
        }
        "certificate" => {
            let claim = Claim::certificate(kind, value);
            if claim.is_none() && !value.is_empty() {
                wrong.push(SkipReason::CertificateNumber);
            }
            claim
        }
        _ => {
            wrong.push(SkipReason::UnknownSubject);
            None
        }
    };
    claim.filter(|_| wrong.is_empty()).ok_or(wrong)
}

fn of_domain(problem: &DomainProblem) -> Option<SkipReason> {
    match problem {
        // The caller has already reported the missing value.
        DomainProblem::Empty => None,
        DomainProblem::Form => Some(SkipReason::DomainForm),
        DomainProblem::IpAddress => Some(SkipReason::DomainIsIpAddress),
        DomainProblem::SingleLabel => Some(SkipReason::DomainSingleLabel),
        DomainProblem::PublicSuffix => Some(SkipReason::DomainPublicSuffix),
        DomainProblem::UnknownSuffix => Some(SkipReason::DomainUnknownSuffix),
        DomainProblem::NotRegistrablePart(_) => Some(SkipReason::DomainNotRegistrablePart),
    }
}

/// The next line of a block without its line break, and its length in bytes with the break. `None` when the block has no complete line;
/// with `last`, the rest of the block is a line too, because no further block follows.
pub fn next_line(block: &[u8], last: bool) -> Option<(&[u8], usize)> {
    match block.iter().position(|byte| *byte == b'\n') {
        Some(end) => Some((&block[..end], end + 1)),
        None => (last && !block.is_empty()).then_some((block, block.len())),
    }
}

/// Whether a line is blank; such lines are skipped.
pub fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

/// The first line of the report on bad rows.
pub const BAD_ROWS_HEADER: &str = "row,reasons,explanation\n";

/// A line of the report on bad rows: the row's line number and every reason. It omits the row's content, which may be personal data.
pub fn bad_row_line(row: u64, reasons: &[SkipReason]) -> String {
    let codes: Vec<&str> = reasons.iter().map(|reason| reason.code()).collect();
    let sentences: Vec<&str> = reasons.iter().map(|reason| reason.sentence()).collect();
    format!("{row},{},\"{}\"\n", codes.join(" "), sentences.join("; "))
}

/// Counts of the rows of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListTally {
    /// Rows in total.
    pub rows: u64,
    /// Good rows about a domain.
    pub domains: u64,
    /// Good rows about a certificate.
    pub certificates: u64,
    /// Good rows that remove a claim.
    pub removals: u64,
    /// Bad rows.
    pub bad: u64,
    /// Good rows by province.
    pub by_province: BTreeMap<String, u64>,
    /// Number of rows with each reason; one row may have several.
    pub by_reason: BTreeMap<SkipReason, u64>,
}

impl ListTally {
    /// Counts a good row.
    pub fn good(&mut self, listed: &ListedClaim) {
        self.rows += 1;
        match listed.claim {
            Claim::Domain(_) => self.domains += 1,
            Claim::Certificate { .. } => self.certificates += 1,
            // No row contains such a claim.
            Claim::FilingUnderWay(_) => {}
        }
        self.removals += u64::from(listed.change == ListChange::Remove);
        match self.by_province.get_mut(listed.province) {
            Some(count) => *count += 1,
            None => drop(self.by_province.insert(listed.province.to_owned(), 1)),
        }
    }

    /// Counts a bad row.
    pub fn bad(&mut self, reasons: &[SkipReason]) {
        self.rows += 1;
        self.bad += 1;
        for reason in reasons {
            *self.by_reason.entry(*reason).or_default() += 1;
        }
    }

    /// Name of the province with this two-digit code.
    pub fn name(code: &str) -> Option<&'static str> {
        codes::provinces()
            .entries
            .iter()
            .find(|province| province.code() == code)
            .map(|province| province.name_zh)
    }
}

#[cfg(test)]
mod tests;
