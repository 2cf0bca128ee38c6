//! The rules of a province: time limits, reminders, limits of length and retention periods.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The kind of a time limit 期限. Each kind names the task that must end in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DeadlineKind {
    /// The provider checks the filing 接入商核验 (§四.1).
    ProviderCheck,
    /// The verification sheet reaches the bureau 核验单寄达 (§二.6).
    Sheet,
    /// The bureau decides the filing 管局审核 (§四.1).
    Review,
    /// The bureau decides the paper request 邮寄申请办理.
    PaperRequest,
}

impl DeadlineKind {
    /// The length of the limit in working days.
    pub fn days(self, deadline_lengths: &DeadlineLengths) -> u32 {
        match self {
            DeadlineKind::ProviderCheck => deadline_lengths.provider_check,
            DeadlineKind::Sheet => deadline_lengths.sheet,
            DeadlineKind::Review => deadline_lengths.review,
            DeadlineKind::PaperRequest => deadline_lengths.paper_request,
        }
    }
}

/// The rules of a province.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// The code of the province, two digits (GB/T 2260).
    pub province: String,
    /// The abbreviation of the province in filing numbers.
    pub abbreviation: char,
    /// The two letters at the beginning of the province's references 受理号.
    pub reference_prefix: String,
    /// The day on which the rules were compiled, from which this system uses them. Their content is often
    /// older.
    pub valid_from: Date,
    /// The last day of validity, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Whether a landline number 固定电话 is required.
    pub landline_required: bool,
    /// Whether a mobile number 移动电话 is required.
    pub mobile_required: bool,
    /// The minimum age, in full years, of an individual and of each person who answers for an organizer or a
    /// site.
    pub minimum_age: i16,
    /// The people who show a residence permit 居住证 if their identity number belongs to another province.
    pub residence_permit: Vec<Responsible>,
    /// Whether the leader must be the legal representative or hold a letter of authorization 授权书.
    pub leader_must_be_authorised: bool,
    /// The months for which a certificate should still be valid. A shorter validity leads to a warning.
    pub certificate_months: i32,
    /// The time limits, in working days.
    pub deadline_lengths: DeadlineLengths,
    /// The longest pause of a review 中止计时, in calendar days.
    pub longest_pause_days: i32,
    /// The times of the reminders before the end of a time limit, and of the notice to the supervisor after it.
    pub reminders: Reminders,
    /// The retention periods of private data.
    pub retention: Retention,
    /// The limits of length and number.
    pub limits: Limits,
    /// The words at the beginning of a site's name that lead to a warning. Public bodies and organizers with
    /// such a name are exempt.
    pub site_name_prefixes: Vec<String>,
    /// The words for units that lead to a finding in the name of an individual or of an individual's site.
    pub individual_unit_words: Vec<String>,
    /// The words of trade that lead to a warning in the name of an individual's site.
    pub individual_trade_words: Vec<String>,
    /// The codes of the unit kinds that may hold domains below `gov.cn` and `.政务`.
    pub public_body_kinds: Vec<String>,
    /// The sources of the rules.
    pub sources: Vec<RuleSource>,
}

/// The role of a person who answers for a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Responsible {
    /// An individual as organizer.
    Individual,
    /// The leader of a unit 主体负责人.
    Leader,
    /// The leader of a site 网站负责人, if the organizer's leader does not lead the site.
    SiteLeader,
}

/// The time limits, in working days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineLengths {
    /// The limit for the provider's check.
    pub provider_check: u32,
    /// The limit for the verification sheet to arrive, from the day on which the provider forwards the
    /// filing.
    pub sheet: u32,
    /// The limit for the bureau's decision on a filing.
    pub review: u32,
    /// The limit for the bureau's decision on a paper request, from the day on which all evidence is there.
    pub paper_request: u32,
    /// The national ceiling for the bureau's decision on a filing.
    pub ceiling: u32,
}

/// The times of the reminders of a time limit and of an expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// Reminders of the provider's check.
    pub provider_check: ReminderLeads,
    /// Reminders of the verification sheet.
    pub sheet: ReminderLeads,
    /// Reminders of the review.
    pub review: ReminderLeads,
    /// Reminders of a paper request.
    pub paper_request: ReminderLeads,
    /// Reminders of the expiries in a record, in calendar days.
    pub expiry: ReminderLeads,
}

/// The distance of the reminders from the last day, in working days unless the field states otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderLeads {
    /// The days before the last day on which the party that must act is reminded.
    pub before: u32,
    /// The days after the last day on which the supervisor is notified.
    pub escalate: u32,
}

impl Reminders {
    /// Returns the reminder times of a limit.
    pub fn of(&self, limit: DeadlineKind) -> ReminderLeads {
        match limit {
            DeadlineKind::ProviderCheck => self.provider_check,
            DeadlineKind::Sheet => self.sheet,
            DeadlineKind::Review => self.review,
            DeadlineKind::PaperRequest => self.paper_request,
        }
    }
}

/// The retention periods of private data, in calendar days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// The period of a draft that nobody changes.
    pub draft_days: u32,
    /// The time before the end of that period at which the owner is warned.
    pub draft_warning_days: u32,
    /// The period of the form and the scans of a discarded or deleted filing, and of scans removed before an
    /// approval.
    pub deleted_days: u32,
    /// The period of the form and the scans of a deregistered filing.
    pub deregistered_days: u32,
    /// The period of the address and the scanned pages of a decided paper request.
    pub request_days: u32,
    /// The period of scanned post in its original files, and of pages that belong to no paper request.
    pub post_days: u32,
}

/// The limits of length, in characters, and of number.
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
    /// The fewest Chinese characters in a site's name.
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
    /// The most addresses in one range.
    pub ip_addresses: u64,
    /// The most sites in one filing of a unit (§二.6).
    pub sites_of_unit: usize,
    /// The most sites in one filing of an individual.
    pub sites_of_individual: usize,
}

/// The source of some rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSource {
    /// The rules, as dotted paths into [`Rules`].
    pub rules: Vec<String>,
    /// The source, in English.
    pub source: String,
}

impl Rules {
    /// The rules of Jiangxi.
    pub fn jiangxi() -> &'static Rules {
        static RULES: LazyLock<Rules> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "compiled in; a test reads it")]
            Rules::parse(include_str!("../../data/rules-jiangxi.json")).expect("rules-jiangxi.json")
        });
        &RULES
    }

    /// Parses the rules of a province from JSON.
    ///
    /// # Errors
    /// Parsing fails if the JSON is malformed, lacks a rule or has an unknown field.
    pub fn parse(json: &str) -> Result<Rules, serde_json::Error> {
        serde_json::from_str(json)
    }
}
