//! Code lists 代码表: dated data with a source, from the folder `data/`.
//!
//! The build script `build.rs` compiles the lists in as values. Lists change, so each one states its source and the day from which this
//! system uses it.

use jiff::civil::{Date, date};
use serde::Serialize;

/// A dated code list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeTable<T: 'static> {
    /// The source of the list.
    pub source: &'static str,
    /// The day on which the list was compiled, from which this system uses it. Its content is often older.
    pub valid_from: Date,
    /// The last day of validity, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// The entries, in the order in which users see them.
    pub entries: &'static [T],
}

/// An entry of a list with a code.
pub trait Coded {
    /// The code.
    fn code(&self) -> &str;
}

impl<T: Coded> CodeTable<T> {
    /// Returns the entry with this code.
    pub fn get(&self, code: &str) -> Option<&T> {
        self.entries.iter().find(|entry| entry.code() == code)
    }
}

/// A code with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CodeEntry {
    /// The code.
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Whether individuals may choose the code. Only service contents use this field.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub individuals: bool,
    /// Whether this system cannot file the code yet. The code then has a name and is never offered. Only service kinds use this field.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub not_yet: bool,
}

/// A province and its communications administration 通信管理局, the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Province {
    /// The code of the province: two digits (GB/T 2260).
    pub code: &'static str,
    /// The abbreviation in filing numbers, `赣`.
    pub abbreviation: char,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// Chinese name of the bureau.
    pub bureau_zh: &'static str,
    /// English name of the bureau.
    pub bureau_en: &'static str,
    /// The host of the bureau's site, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bureau_site: Option<&'static str>,
}

/// A city and its counties.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct City {
    /// The code of the city: six digits (GB/T 2260).
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// The counties, districts and county-level cities of the city.
    pub counties: &'static [County],
}

/// A county 县, district 区 or county-level city 县级市: the code and the two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct County(
    /// The code of the county: six digits (GB/T 2260).
    pub &'static str,
    /// Chinese name.
    pub &'static str,
    /// English name.
    pub &'static str,
);

/// The telephone area of a city.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TelephoneArea {
    /// The area code with its leading zero, `0791`.
    pub area_code: &'static str,
    /// The number of digits after the area code.
    pub digits: usize,
    /// The code of the city.
    pub city: &'static str,
    /// Chinese name of the city.
    pub name_zh: &'static str,
    /// English name of the city.
    pub name_en: &'static str,
}

/// The part of the telephone numbering plan that a filing needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberingPlan {
    /// The source of the list.
    pub source: &'static str,
    /// The day on which the list was compiled, from which this system uses it. Its content is often older.
    pub valid_from: Date,
    /// The first three digits of the mobile numbers in use.
    pub mobile_prefixes: &'static [&'static str],
    /// The first three digits of virtual operators 虚拟运营商. Their customers may not receive the ministry's text messages.
    pub virtual_prefixes: &'static [&'static str],
    /// The telephone areas of the cities of Jiangxi.
    pub areas: &'static [TelephoneArea],
}

/// A possible holder of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CertificateHolder {
    /// An individual as organizer.
    Individual,
    /// A unit as organizer.
    Unit,
    /// A person who answers for an organizer or a site.
    Person,
}

/// The rule by which a certificate's numbers are formed, which decides the checksum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NumberSystem {
    /// The resident identity number 公民身份号码, GB 11643.
    ResidentId,
    /// The unified social credit code 统一社会信用代码, GB 32100.
    CreditCode,
    /// The credit code, or the registration number 工商注册号 of fifteen digits before it.
    CreditCodeOrRegistrationNumber,
    /// The credit code, or a number that the issuing authority formed by its own rule.
    CreditCodeOrOther,
    /// The organization code 组织机构代码, GB 11714.
    OrganizationCode,
    /// Letters, digits and Chinese characters without a checksum.
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
    /// The possible holders of the certificate.
    #[serde(rename = "for")]
    pub bearers: &'static [CertificateHolder],
    /// The codes of the unit kinds 单位性质 that may use this certificate kind.
    pub unit_kinds: &'static [&'static str],
    /// The rule by which the numbers are formed.
    pub number: NumberSystem,
}

/// A class of content that an authority must approve before it is published 前置审批.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PreApprovalClass {
    /// The code.
    pub code: &'static str,
    /// Chinese name.
    pub name_zh: &'static str,
    /// English name.
    pub name_en: &'static str,
    /// The approving authority, in Chinese.
    pub authority_zh: &'static str,
    /// The approving authority, in English.
    pub authority_en: &'static str,
    /// The authority's document, in Chinese.
    pub document_zh: &'static str,
    /// The authority's document, in English.
    pub document_en: &'static str,
    /// The words in a site's name or remarks that suggest the class.
    pub keywords: &'static [&'static str],
    /// Whether the national requirement was abolished. A bureau may still ask for the document.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub abolished: bool,
}

include!(concat!(env!("OUT_DIR"), "/lists.rs"));

/// Gives each list that `build.rs` wrote a public accessor.
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
    provinces: CodeTable<Province> = PROVINCES;
    /// The cities and counties of Jiangxi.
    divisions: CodeTable<City> = DIVISIONS;
    /// The mobile prefixes of China and the telephone areas of Jiangxi.
    numbering_plan: NumberingPlan = PHONES;
    /// The unit kinds 单位性质.
    unit_kinds: CodeTable<CodeEntry> = UNIT_KINDS;
    /// The certificate kinds 证件类型.
    certificate_kinds: CodeTable<CertificateKind> = CERTIFICATE_KINDS;
    /// The pre-approval classes 前置审批.
    pre_approvals: CodeTable<PreApprovalClass> = PRE_APPROVALS;
    /// The service kinds 服务类型.
    service_kinds: CodeTable<CodeEntry> = SERVICE_KINDS;
    /// The service contents 服务内容.
    service_contents: CodeTable<CodeEntry> = SERVICE_CONTENTS;
    /// The languages of a site.
    languages: CodeTable<CodeEntry> = LANGUAGES;
    /// The access methods 接入方式.
    access_methods: CodeTable<CodeEntry> = ACCESS_METHODS;
    /// The reasons for a pause of a review 中止计时.
    pause_reasons: CodeTable<CodeEntry> = PAUSE_REASONS;
    /// The top-level domains that are known to be approved. Other ones only lead to a warning.
    top_level_domains: CodeTable<&'static str> = TOP_LEVEL_DOMAINS;
}

/// Returns the county of Jiangxi with this six-digit code, together with its city. The result is `None` for the code of a city.
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

coded!(CodeEntry, Province, City, CertificateKind, PreApprovalClass);

#[cfg(test)]
mod tests;
