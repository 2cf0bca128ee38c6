//! The rules of a province: clocks, reminders, limits of length, retention periods.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Which limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Limit {
    /// The provider checks 接入商核验 (§四.1).
    ProviderCheck,
    /// The verification sheet reaches the bureau 核验单寄达 (§二.6).
    Sheet,
    /// The bureau decides a filing 管局审核 (§四.1).
    Review,
    /// The bureau decides a paper request 邮寄申请办理.
    PaperRequest,
}

impl Limit {
    /// How many working days it has.
    pub fn days(self, clocks: &Clocks) -> u32 {
        match self {
            Limit::ProviderCheck => clocks.provider_check,
            Limit::Sheet => clocks.sheet,
            Limit::Review => clocks.review,
            Limit::PaperRequest => clocks.paper_request,
        }
    }
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

impl Rules {
    /// Jiangxi's rules.
    pub fn jiangxi() -> &'static Rules {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "compiled in; a test reads it")]
            Rules::parse(include_str!("../../data/rules-jiangxi.json")).expect("rules-jiangxi.json")
        });
        &RULES
    }

    /// Reads a province's rules.
    pub fn parse(json: &str) -> Result<Rules, serde_json::Error> {
        serde_json::from_str(json)
    }
}
