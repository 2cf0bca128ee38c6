//! Code lists and province rules: dated data with its source, in `data/`.
//!
//! The lists are compiled in as values (`build.rs`), the rules are read when they are first asked for. Lists
//! change: each says where it was found, and since when it is used here.

use crate::term::Limit;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

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

/// A province's rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Two digits (GB/T 2260).
    pub province: String,
    /// Abbreviation as in filing numbers.
    pub abbreviation: char,
    /// Two letters with which references begin.
    pub reference_prefix: String,
    /// The day the list was compiled, from which this system uses it; what it says is often older.
    pub valid_from: Date,
    /// Last day of validity, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Whether a landline 固定电话 must be given.
    pub landline_required: bool,
    /// Whether a mobile number 移动电话 must be given.
    pub mobile_required: bool,
    /// Full years of age that an individual, and everybody who answers for an organizer or a site, must have.
    pub minimum_age: i16,
    /// The people who show a residence permit where their identity number is of another province.
    pub residence_permit: Vec<Responsible>,
    /// Whether the leader must be the legal representative or hold a letter of authorisation.
    pub leader_must_be_authorised: bool,
    /// Months for which a certificate should still be valid.
    pub certificate_months: i32,
    /// Limits of time, in working days.
    pub clocks: Clocks,
    /// A review is paused for at most this many days at once.
    pub longest_pause_days: i32,
    /// When people are reminded of those limits.
    pub reminders: Reminders,
    /// For how long what is private is kept.
    pub retention: Retention,
    /// How many sites one order may have.
    pub sites_per_order: SitesPerOrder,
    /// Limits of length and number.
    pub limits: Limits,
    /// What no site's name may begin with.
    pub site_name_prefixes: Vec<String>,
    /// Words for units, which no individual's site may have in its name.
    pub individual_unit_words: Vec<String>,
    /// Words of trade, which an individual's site should not have in its name.
    pub individual_trade_words: Vec<String>,
    /// Unit kinds that may have `gov.cn` and `.政务`.
    pub public_body_kinds: Vec<String>,
    /// Where each rule was found.
    pub sources: Vec<RuleSource>,
}

/// A person who answers for a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responsible {
    /// An individual, as organizer.
    Individual,
    /// The leader of a unit 主体负责人.
    Leader,
    /// The leader of a site 网站负责人, where that is somebody else.
    SiteLeader,
}

/// Limits of time, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Clocks {
    /// For the provider to check.
    pub provider_check: u32,
    /// For the verification sheet to arrive after the forward.
    pub sheet: u32,
    /// For the bureau to decide.
    pub review: u32,
    /// For the bureau to decide a paper request, from the day on which everything is there.
    pub paper_request: u32,
    /// The national ceiling for the bureau.
    pub ceiling: u32,
}

/// When people are reminded of a limit of time, and of what expires.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// Of the provider's check.
    pub provider_check: Lead,
    /// Of the sheet.
    pub sheet: Lead,
    /// Of the review.
    pub review: Lead,
    /// Of a paper request.
    pub paper_request: Lead,
    /// Of what is on file and expires; in calendar days.
    pub expiry: Lead,
}

/// How long before and after the last day, in working days where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lead {
    /// Before it, whoever has the move is reminded.
    pub before: u32,
    /// After it, the supervisor is told.
    pub escalate: u32,
}

impl Reminders {
    /// Those of a limit.
    pub fn of(&self, limit: Limit) -> Lead {
        match limit {
            Limit::ProviderCheck => self.provider_check,
            Limit::Sheet => self.sheet,
            Limit::Review => self.review,
            Limit::PaperRequest => self.paper_request,
        }
    }
}

/// For how long what is private is kept, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// A draft on which nobody writes.
    pub draft_days: u32,
    /// How long before that its owner is told.
    pub draft_warning_days: u32,
    /// The form and the scans of what was discarded or deleted.
    pub deleted_days: u32,
    /// Those of what is deregistered.
    pub deregistered_days: u32,
    /// The address that a decided paper request states, and its scanned pages.
    pub request_days: u32,
    /// Scanned post as it came, and pages of it that no request has.
    pub post_days: u32,
}

/// How many sites one order may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitesPerOrder {
    /// Of a unit.
    pub unit: u32,
    /// Of an individual.
    pub individual: u32,
}

/// Limits of length, in characters, and of number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "each is named as the field it limits")]
pub struct Limits {
    pub organizer_name: usize,
    pub person_name: usize,
    pub certificate_number: usize,
    pub address: usize,
    pub mailing_address_min: usize,
    pub investor: usize,
    pub email: usize,
    pub phone: usize,
    pub site_name: usize,
    /// Han characters that a site's name has at least.
    pub site_name_han: usize,
    pub home_url: usize,
    pub domain: usize,
    pub organizer_remarks: usize,
    pub remarks_min: usize,
    pub remarks_max: usize,
    pub document_number: usize,
    pub pre_approvals: usize,
    pub contents: usize,
    pub languages: usize,
    pub ip_ranges: usize,
    /// Addresses in one range.
    pub ip_addresses: u64,
    /// Sites in one order of a unit (§二.6),
    pub sites_of_unit: usize,
    /// and of an individual.
    pub sites_of_individual: usize,
}

/// Where rules were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSource {
    /// The rules, as paths into [`Rules`].
    pub rules: Vec<String>,
    /// The source.
    pub source: String,
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

impl Rules {
    /// Jiangxi's rules.
    pub fn jiangxi() -> &'static Rules {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "compiled in; a test reads it")]
            Rules::parse(include_str!("../data/rules-jiangxi.json")).expect("rules-jiangxi.json")
        });
        &RULES
    }

    /// Reads a province's rules.
    pub fn parse(json: &str) -> Result<Rules, serde_json::Error> {
        serde_json::from_str(json)
    }
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
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn distinct<'a>(codes: impl Iterator<Item = &'a str>) -> usize {
        let codes: Vec<&str> = codes.collect();
        let set: BTreeSet<&str> = codes.iter().copied().collect();
        assert_eq!(set.len(), codes.len(), "a code comes twice");
        codes.len()
    }

    #[test]
    fn every_shipped_list_can_be_read_and_has_no_code_twice() {
        assert_eq!(distinct(provinces().entries.iter().map(|e| e.code)), 31);
        assert_eq!(distinct(unit_kinds().entries.iter().map(|e| e.code)), 16);
        assert_eq!(distinct(divisions().entries.iter().map(|e| e.code)), 11);
        assert_eq!(distinct(divisions().entries.iter().flat_map(|city| city.counties).map(|c| c.0)), 100);
        assert!(distinct(certificate_kinds().entries.iter().map(|e| e.code)) > 20);
        assert!(distinct(pre_approvals().entries.iter().map(|e| e.code)) > 10);
        for table in [service_kinds(), service_contents(), languages(), access_methods()] {
            assert!(distinct(table.entries.iter().map(|e| e.code)) > 3);
            assert!(!table.source.is_empty());
        }
        assert!(distinct(top_level_domains().entries.iter().copied()) > 30);
    }

    #[test]
    fn jiangxis_rules_say_where_they_come_from() {
        let rules = Rules::jiangxi();
        assert_eq!((rules.clocks.provider_check, rules.clocks.sheet), (2, 7));
        assert_eq!((rules.clocks.review, rules.clocks.ceiling), (15, 20));
        let json = serde_json::to_value(rules).unwrap();
        for rule in rules.sources.iter().flat_map(|source| &source.rules) {
            assert!(json.pointer(&format!("/{}", rule.replace('.', "/"))).is_some(), "{rule}");
        }
    }

    #[test]
    fn abbreviations_are_those_of_filing_numbers() {
        for province in provinces().entries {
            let number = format!("{}ICP备2026000001号", province.abbreviation);
            assert_eq!(crate::number::FilingNumber::parse(&number).unwrap().to_string(), number);
        }
        assert_eq!(provinces().get("36").unwrap().abbreviation, Rules::jiangxi().abbreviation);
    }

    #[test]
    fn every_county_lies_in_its_city_and_every_city_has_an_area() {
        for city in divisions().entries {
            assert!(city.counties.iter().all(|county| county.0[..4] == city.code[..4]));
            assert_eq!(phones().areas.iter().filter(|area| area.city == city.code).count(), 1);
        }
        assert_eq!(
            division("360102").map(|(city, county)| (city.name_zh, county.1)),
            Some(("南昌市", "东湖区"))
        );
        assert_eq!(division("360100"), None);
    }

    #[test]
    fn certificate_kinds_name_unit_kinds_that_exist() {
        for kind in certificate_kinds().entries {
            assert!(kind.unit_kinds.iter().all(|code| unit_kinds().get(code).is_some()), "{}", kind.code);
            assert_eq!(kind.unit_kinds == ["5"], kind.bearers.contains(&Bearer::Person), "{}", kind.code);
        }
        for unit in unit_kinds().entries {
            assert!(
                certificate_kinds().entries.iter().any(|kind| kind.unit_kinds.contains(&unit.code)),
                "{}",
                unit.code
            );
        }
    }

    #[test]
    fn only_nanchang_has_eight_digits() {
        let eight: Vec<&str> =
            phones().areas.iter().filter(|area| area.digits == 8).map(|area| area.area_code).collect();
        assert_eq!(eight, ["0791"]);
        assert!(phones().areas.iter().all(|area| area.digits == 7 || area.digits == 8));
    }
}
