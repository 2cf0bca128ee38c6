//! Code lists and province rules: dated data with its source, in `data/`.
//!
//! The lists are compiled in as values (`build.rs`), the rules are read when they are first asked for. Lists
//! change: each says where it was found, and since when it is used here.

use jiff::civil::{Date, date};
use serde::Serialize;

/// A dated list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Table<T: 'static> {
    /// Where it was found.
    pub source: &'static str,
    /// The day the list was compiled, from which this system uses it; what it says is often older.
    pub valid_from: Date,
    /// Last day of validity, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// The entries, in the order in which people read them.
    pub entries: &'static [T],
}

/// Something with a code.
pub trait Coded {
    /// Its code.
    fn code(&self) -> &str;
}

impl<T: Coded> Table<T> {
    /// The entry with this code.
    pub fn get(&self, code: &str) -> Option<&T> {
        self.entries.iter().find(|entry| entry.code() == code)
    }
}

/// A code and its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The code.
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Whether individuals may choose it too; matters for service contents only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub individuals: bool,
    /// Whether this system cannot file it yet: it is known by its name and never offered. Matters for service kinds only.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_yet: bool,
}

/// A province, and its communications administration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Province {
    /// Two digits (GB/T 2260).
    pub code: &'static str,
    /// Abbreviation as in filing numbers, `赣`.
    pub abbreviation: char,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Chinese name of the bureau.
    pub bureau_zh: &'static str,
    /// English name of the bureau.
    pub bureau_en: &'static str,
    /// Host of the bureau's site, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bureau_site: Option<&'static str>,
}

/// A city with its counties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct City {
    /// Six digits (GB/T 2260).
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Its counties, districts and county-level cities.
    pub counties: &'static [County],
}

/// A county 县, district 区 or county-level city: code, Chinese name, English name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct County(
    /// Six digits (GB/T 2260).
    pub &'static str,
    /// Chinese name.
    pub &'static str,
    /// English name.
    pub &'static str,
);

/// The telephone area of a city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Area {
    /// Area code with its zero, `0791`.
    pub area_code: &'static str,
    /// How many digits follow.
    pub digits: usize,
    /// Code of the city.
    pub city: &'static str,
    /// Chinese name of the city.
    pub name_zh: &'static str,
    /// English name of the city.
    pub name_en: &'static str,
}

/// The numbering plan, as far as filing needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Phones {
    /// Where it was found.
    pub source: &'static str,
    /// The day the list was compiled, from which this system uses it; what it says is often older.
    pub valid_from: Date,
    /// First three digits of the mobile numbers in use.
    pub mobile_prefixes: &'static [&'static str],
    /// Those of virtual operators, which may not receive the ministry's text messages.
    pub virtual_prefixes: &'static [&'static str],
    /// The areas of the province.
    pub areas: &'static [Area],
}

/// Whom a certificate can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bearer {
    /// An individual as organizer.
    Individual,
    /// A unit as organizer.
    Unit,
    /// A person who answers for an organizer or a site.
    Person,
}

/// How the numbers of a certificate are made, and which checksum applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberSystem {
    /// GB 11643.
    ResidentId,
    /// GB 32100.
    CreditCode,
    /// GB 32100, or the fifteen digits before it.
    CreditCodeOrRegistrationNumber,
    /// GB 32100, or a number of the authority's own.
    CreditCodeOrOther,
    /// GB 11714.
    OrganizationCode,
    /// Letters, digits and Chinese characters; nothing to check.
    Other,
}

/// A kind of certificate 证件类型.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificateKind {
    /// The code.
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Whom it can be for.
    #[serde(rename = "for")]
    pub bearers: &'static [Bearer],
    /// Codes of the unit kinds with which it is valid.
    pub unit_kinds: &'static [&'static str],
    /// How its numbers are made.
    pub number: NumberSystem,
}

/// A class of content that an authority approves first 前置审批.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreApprovalClass {
    /// The code.
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// The authority, in Chinese.
    pub authority_zh: &'static str,
    /// The authority, in English.
    pub authority_en: &'static str,
    /// Its document, in Chinese.
    pub document_zh: &'static str,
    /// Its document, in English.
    pub document_en: &'static str,
    /// Words that let one suspect the class.
    pub keywords: &'static [&'static str],
    /// Whether it is no longer a national requirement; a bureau may still ask.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub abolished: bool,
}

include!(concat!(env!("OUT_DIR"), "/lists.rs"));

/// Gives the lists that `build.rs` wrote their names.
macro_rules! shipped {
    ($($(#[$doc:meta])* $name:ident: $table:ty = $list:ident;)*) => {$(
        $(#[$doc])*
        pub const fn $name() -> &'static $table {
            &$list
        }
    )*};
}

shipped! {
    /// The 31 provinces and their bureaus.
    provinces: Table<Province> = PROVINCES;
    /// Jiangxi's cities and counties.
    divisions: Table<City> = DIVISIONS;
    /// The numbering plan.
    phones: Phones = PHONES;
    /// Unit kinds 单位性质.
    unit_kinds: Table<Code> = UNIT_KINDS;
    /// Certificate kinds 证件类型.
    certificate_kinds: Table<CertificateKind> = CERTIFICATE_KINDS;
    /// Pre-approval classes 前置审批.
    pre_approvals: Table<PreApprovalClass> = PRE_APPROVALS;
    /// Service kinds 服务类型.
    service_kinds: Table<Code> = SERVICE_KINDS;
    /// Service contents 服务内容.
    service_contents: Table<Code> = SERVICE_CONTENTS;
    /// Languages.
    languages: Table<Code> = LANGUAGES;
    /// Access methods 接入方式.
    access_methods: Table<Code> = ACCESS_METHODS;
    /// Reasons for which a review may be paused 中止计时.
    pause_reasons: Table<Code> = PAUSE_REASONS;
    /// Top-level domains known to be approved; others are only warned of.
    top_level_domains: Table<&'static str> = TOP_LEVEL_DOMAINS;
}

/// The city and the county with this code, of Jiangxi.
pub fn division(code: &str) -> Option<(&'static City, &'static County)> {
    divisions()
        .entries
        .iter()
        .find_map(|city| city.counties.iter().find(|county| county.0 == code).map(|county| (city, county)))
}

/// Implements [`Coded`] for types with a field `code`.
macro_rules! coded {
    ($($name:ident),*) => {$(
        impl Coded for $name {
            fn code(&self) -> &str {
                self.code
            }
        }
    )*};
}

coded!(Code, Province, City, CertificateKind, PreApprovalClass);

#[cfg(test)]
mod tests;
