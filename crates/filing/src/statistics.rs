//! Statistics 统计: what of a step is counted, and what the counts say of a time.
//!
//! A step leaves its [`Measure`] in its event, so that the event alone says what is counted of it. Counts are kept by day, and by
//! groups that are read and written together; no group says anything of a person, an organizer or a site. How long things took is
//! kept as a histogram of working days, from which the median of any time follows exactly.

use crate::{
    calendar::local_date,
    conflict::ConflictKind,
    event::AnyEvent,
    filing::{FilingEvent, Reason},
    history::Event,
    kind::Kind,
    paper::{PaperKind, RequestEvent},
    term::Limit,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A limit of time that ended, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ended {
    /// Which one.
    pub limit: Limit,
    /// Working days that it took, without those on which it was paused.
    pub days: u32,
    /// Working days of them after the last day; 0 when it was in time.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub late: u32,
    /// Identifier of the access provider whose limit it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

fn is_zero(days: &u32) -> bool {
    *days == 0
}

/// What happened to filings, as columns name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flow {
    Submitted,
    SubmittedAgain,
    Forwarded,
    ReturnedByProvider,
    SheetArrived,
    ReturnedToOwner,
    ReturnedToProvider,
    Amended,
    Approved,
    Withdrawn,
}

impl Flow {
    /// The flow that an event of a filing belongs to. `again`: the filing had been submitted before.
    fn of(event: &FilingEvent, again: bool) -> Option<Flow> {
        Some(match event {
            FilingEvent::Submit { .. } if again => Flow::SubmittedAgain,
            FilingEvent::AskDeregistration { .. } if again => return None,
            FilingEvent::Submit { .. } | FilingEvent::AskDeregistration { .. } => Flow::Submitted,
            FilingEvent::Forward { .. } => Flow::Forwarded,
            FilingEvent::ReturnFiling { .. } => Flow::ReturnedByProvider,
            FilingEvent::RecordSheet { .. } => Flow::SheetArrived,
            FilingEvent::ReturnToOwner { .. } => Flow::ReturnedToOwner,
            FilingEvent::ReturnToProvider { .. } => Flow::ReturnedToProvider,
            FilingEvent::Amend { .. } => Flow::Amended,
            FilingEvent::Approve { .. } => Flow::Approved,
            FilingEvent::Discard | FilingEvent::DeleteSubmission { .. } => Flow::Withdrawn,
            FilingEvent::StartFiling { .. }
            | FilingEvent::AttachScan { .. }
            | FilingEvent::RemoveScan { .. }
            | FilingEvent::Correct { .. }
            | FilingEvent::ConfirmSheet { .. }
            | FilingEvent::RefuseSheet { .. }
            | FilingEvent::Deregister { .. }
            | FilingEvent::WarnDraft { .. }
            | FilingEvent::ExpireDraft
            | FilingEvent::Erase
            | FilingEvent::ConfirmDeregistration { .. }
            | FilingEvent::Remind(_)
            | FilingEvent::MoveDeadline(_)
            | FilingEvent::TakeUp { .. }
            | FilingEvent::HandOver { .. }
            | FilingEvent::PauseReview { .. }
            | FilingEvent::ResumeReview { .. }
            | FilingEvent::CorrectArrival { .. } => return None,
        })
    }

    fn as_str(self) -> &'static str {
        match self {
            Flow::Submitted => "submitted",
            Flow::SubmittedAgain => "submitted_again",
            Flow::Forwarded => "forwarded",
            Flow::ReturnedByProvider => "returned_by_provider",
            Flow::SheetArrived => "sheet_arrived",
            Flow::ReturnedToOwner => "returned_to_owner",
            Flow::ReturnedToProvider => "returned_to_provider",
            Flow::Amended => "amended",
            Flow::Approved => "approved",
            Flow::Withdrawn => "withdrawn",
        }
    }
}

/// One more of something on a day.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count {
    /// What is written and read together.
    pub group: String,
    /// Its name within the group.
    pub name: String,
}

const FLOW: &str = "flow";
const PAPER: &str = "paper";
const CONFLICTS: &str = "conflicts";
const BY_PROVIDER: &str = "returns#provider";
const BY_BUREAU: &str = "returns#bureau";
const TIME: &str = "time#";
const WHOLE: &str = "whole#";
const PROVIDER: &str = "provider#";
const LATE: &str = "late";
const RETURNED: &str = "returned";
/// Longer than this, in working days, is counted as this.
const LONGEST: u32 = 250;

impl Count {
    fn of(group: impl Into<String>, name: impl Into<String>) -> Count {
        Count { group: group.into(), name: name.into() }
    }

    /// That a filing collided, for the first time with this.
    pub fn conflict(kind: ConflictKind) -> Count {
        Count::of(CONFLICTS, code(kind))
    }

    /// How long something took: its place in the histogram, and whether it was late.
    fn took(group: String, days: u32, late: bool) -> impl Iterator<Item = Count> {
        let late = late.then(|| Count::of(group.clone(), LATE));
        [Count::of(group, format!("d{}", days.min(LONGEST)))].into_iter().chain(late)
    }
}

/// The name of a value on the wire.
fn code(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// The day on which an event is counted, and what is counted; empty when it is not counted.
pub fn counted(event: &AnyEvent) -> (Date, Vec<Count>) {
    let counts = match event {
        AnyEvent::Filing(event) => filing_counts(event),
        AnyEvent::Request(event) => request_counts(event),
        AnyEvent::Record(_) | AnyEvent::Account(_) | AnyEvent::Calendar(_) | AnyEvent::Inquiry(_) => {
            Vec::new()
        }
    };
    (local_date(event.at()), counts)
}

/// How long a deadline took, for everybody and for the access provider whose deadline it was.
fn of_deadline(ended: &Ended) -> Vec<Count> {
    let late = ended.late > 0;
    let mut counts: Vec<Count> =
        Count::took(format!("{TIME}{}", code(ended.limit)), ended.days, late).collect();
    if let Some(provider) = &ended.provider {
        counts.extend(Count::took(format!("{PROVIDER}{provider}"), ended.days, late));
    }
    counts
}

/// What is counted of a filing's event.
pub fn filing_counts(event: &Event<FilingEvent>) -> Vec<Count> {
    let Event { data: event, measure: Some(measure), .. } = event else { return Vec::new() };
    let is_provider = matches!(event, FilingEvent::ReturnFiling { .. });
    let mut counts = Vec::new();
    if let Some(flow) = Flow::of(event, measure.again) {
        counts.push(Count::of(FLOW, format!("{}.{}", flow.as_str(), code(measure.kind))));
    }
    if let Some(ended) = &measure.ended {
        counts.extend(of_deadline(ended));
        if let Some(provider) = ended.provider.as_ref().filter(|_| is_provider) {
            counts.push(Count::of(format!("{PROVIDER}{provider}"), RETURNED));
        }
    }
    if let Some(days) = measure.whole {
        counts.extend(Count::took(format!("{WHOLE}{}", code(measure.kind)), days, false));
    }
    let returned = if is_provider { BY_PROVIDER } else { BY_BUREAU };
    let mut fields: Vec<String> =
        event.reasons().iter().map(|reason: &Reason| field(&reason.pointer)).collect();
    fields.sort();
    fields.dedup();
    counts.extend(fields.into_iter().map(|field| Count::of(returned, field)));
    counts
}

/// What is counted of a paper request's event.
pub fn request_counts(event: &Event<RequestEvent>) -> Vec<Count> {
    let Event { data: event, measure: Some(measure), .. } = event else { return Vec::new() };
    let flow = match event {
        RequestEvent::ReceiveRequest(_) => "received",
        RequestEvent::ApproveRequest => "approved",
        RequestEvent::RefuseRequest { .. } => "refused",
        RequestEvent::ReceiveEvidence(_)
        | RequestEvent::SortPapers(_)
        | RequestEvent::GiveBackPapers { .. }
        | RequestEvent::Remind(_)
        | RequestEvent::MoveDeadline(_)
        | RequestEvent::Erase => return Vec::new(),
    };
    let mut counts = vec![Count::of(PAPER, format!("{flow}.{}", code(measure.kind)))];
    counts.extend(measure.ended.iter().flat_map(of_deadline));
    counts
}

/// A field as all filings have it: which of several entries it was is left out.
fn field(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// What a span of time is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Span {
    /// The provider's check.
    ProviderCheck,
    /// Until the verification sheet arrived.
    Sheet,
    /// The bureau's review.
    Review,
    /// A paper request, once everything was there.
    PaperRequest,
    /// From the first submission to the approval.
    Whole,
}

/// Who sent something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ReturnedBy {
    /// The access provider.
    Provider,
    /// The bureau.
    Bureau,
}

/// How many filings of a kind came how far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FilingsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// What they ask for.
    pub kind: Kind,
    /// Submitted for the first time.
    pub submitted: u64,
    /// Submitted again, after the provider sent them back.
    pub submitted_again: u64,
    /// Forwarded to the bureau.
    pub forwarded: u64,
    /// Sent back by their providers.
    pub returned_by_provider: u64,
    /// Verification sheets that arrived.
    pub sheet_arrived: u64,
    /// Returned to their owners by the bureau.
    pub returned_to_owner: u64,
    /// Returned to their providers by the bureau.
    pub returned_to_provider: u64,
    /// Amended after a return.
    pub amended: u64,
    /// Approved.
    pub approved: u64,
    /// Withdrawn, or deleted because a letter asked for it.
    pub withdrawn: u64,
}

/// How long something took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TimesRow {
    /// The month, `YYYY-MM`, or the first and last month of a time, `YYYY-MM/YYYY-MM`.
    pub period: String,
    /// What took it.
    pub span: Span,
    /// Of which kind of filing; of the whole way alone.
    pub kind: Option<Kind>,
    /// How many ended.
    pub ended: u64,
    /// How many of them in time; the whole way has no limit.
    pub in_time: Option<u64>,
    /// The same as a share of those that ended, 0 to 1, to three places.
    pub share_in_time: Option<f64>,
    /// Half of them took at most so many working days.
    pub median_days: f64,
    /// Nine of ten took at most so many working days.
    pub ninth_decile_days: u32,
}

/// How often a field came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReturnsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// Who sent it back.
    pub by: ReturnedBy,
    /// The field, as a JSON pointer into the form, with `*` for any entry of a list; `*` alone for all others together.
    pub field: String,
    /// In how many returns it was named.
    pub returns: u64,
}

/// How often filings collided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConflictsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// With what.
    pub kind: ConflictKind,
    /// How many filings were refused for it, each counted once.
    pub conflicts: u64,
}

/// How many paper requests came, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PaperRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// What they ask for.
    pub kind: PaperKind,
    /// Received.
    pub received: u64,
    /// Approved.
    pub approved: u64,
    /// Refused.
    pub refused: u64,
}

/// How an access provider checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProvidersRow {
    /// Its identifier.
    pub provider: String,
    /// How many checks it ended.
    pub checked: u64,
    /// How many of them in time.
    pub in_time: u64,
    /// The same as a share, 0 to 1, to three places.
    pub share_in_time: f64,
    /// Half of them took at most so many working days.
    pub median_days: f64,
    /// How many it sent back.
    pub returned: u64,
}

/// What the counts say of a time.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Statistics {
    /// Filings by month and kind.
    pub filings: Vec<FilingsRow>,
    /// How long things took, by month.
    pub times: Vec<TimesRow>,
    /// The same of the whole time.
    pub overall: Vec<TimesRow>,
    /// What came back, by month, the most frequent first.
    pub returns: Vec<ReturnsRow>,
    /// Conflicts by month and kind.
    pub conflicts: Vec<ConflictsRow>,
    /// Paper requests by month and kind.
    pub paper: Vec<PaperRow>,
    /// How access providers check, over the whole time; the public is not told.
    pub providers: Vec<ProvidersRow>,
}

/// At most so many fields of a month are named; the others are counted together.
const MOST_FIELDS: usize = 40;

/// The counts of one group on one day.
pub type Counts = BTreeMap<String, u64>;

/// How many took how many working days.
#[derive(Debug, Default)]
struct Histogram {
    days: BTreeMap<u32, u64>,
    late: u64,
}

impl Histogram {
    fn of(counts: &Counts) -> Histogram {
        let day = |(name, count): (&String, &u64)| Some((name.strip_prefix('d')?.parse().ok()?, *count));
        Histogram {
            days: counts.iter().filter_map(day).collect(),
            late: counts.get(LATE).copied().unwrap_or(0),
        }
    }

    fn ended(&self) -> u64 {
        self.days.values().sum()
    }

    fn in_time(&self) -> u64 {
        self.ended().saturating_sub(self.late)
    }

    /// What the one of this rank took, counted from 1.
    fn ranked(&self, rank: u64) -> u32 {
        let mut seen = 0;
        let reached = |(days, count): (&u32, &u64)| {
            seen += count;
            (seen >= rank).then_some(*days)
        };
        self.days.iter().find_map(reached).unwrap_or_default()
    }

    fn median(&self) -> f64 {
        let ended = self.ended();
        f64::from(self.ranked(ended.div_ceil(2)) + self.ranked(ended / 2 + 1)) / 2.0
    }

    fn ninth_decile(&self) -> u32 {
        self.ranked((self.ended() * 9).div_ceil(10))
    }
}

/// A share, to three places.
fn share(part: u64, whole: u64) -> f64 {
    // A count of filings is far below what a float holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    let share = part as f64 / whole.max(1) as f64;
    (share * 1000.0).round() / 1000.0
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

impl Statistics {
    /// What the counts of these days say, all of them together from `from` to `to`.
    pub fn of(days: impl IntoIterator<Item = (Date, String, Counts)>, from: Date, to: Date) -> Statistics {
        let mut months: BTreeMap<(String, String), Counts> = BTreeMap::new();
        let mut all: BTreeMap<String, Counts> = BTreeMap::new();
        for (day, group, counts) in days.into_iter().filter(|(day, ..)| (from..=to).contains(day)) {
            add(months.entry((month(day), group.clone())).or_default(), &counts);
            add(all.entry(group).or_default(), &counts);
        }
        let mut found = Statistics::default();
        for ((period, group), counts) in &months {
            found.take(period, group, counts);
        }
        let whole = format!("{}/{}", month(from), month(to));
        found.overall = all.iter().filter_map(|(group, counts)| times(&whole, group, counts)).collect();
        found.providers = all.iter().filter_map(|(group, counts)| provider(group, counts)).collect();
        found
    }

    fn take(&mut self, period: &str, group: &str, counts: &Counts) {
        let named = |what: &str| counts.get(what).copied().unwrap_or(0);
        let period = period.to_owned();
        match group {
            FLOW => self.filings.extend(Kind::ALL.into_iter().filter_map(|kind| {
                let of = |flow: Flow| named(&format!("{}.{}", flow.as_str(), code(kind)));
                let row = FilingsRow {
                    period: period.clone(),
                    kind,
                    submitted: of(Flow::Submitted),
                    submitted_again: of(Flow::SubmittedAgain),
                    forwarded: of(Flow::Forwarded),
                    returned_by_provider: of(Flow::ReturnedByProvider),
                    sheet_arrived: of(Flow::SheetArrived),
                    returned_to_owner: of(Flow::ReturnedToOwner),
                    returned_to_provider: of(Flow::ReturnedToProvider),
                    amended: of(Flow::Amended),
                    approved: of(Flow::Approved),
                    withdrawn: of(Flow::Withdrawn),
                };
                let suffix = format!(".{}", code(kind));
                counts.keys().any(|name| name.ends_with(&suffix)).then_some(row)
            })),
            PAPER => self.paper.extend(PaperKind::ALL.into_iter().filter_map(|kind| {
                let of = |what: &str| named(&format!("{what}.{}", code(kind)));
                let (received, approved, refused) = (of("received"), of("approved"), of("refused"));
                (received + approved + refused > 0).then(|| PaperRow {
                    period: period.clone(),
                    kind,
                    received,
                    approved,
                    refused,
                })
            })),
            CONFLICTS => self.conflicts.extend(counts.iter().filter_map(|(name, count)| {
                let kind = serde_json::from_value(serde_json::Value::String(name.clone())).ok()?;
                Some(ConflictsRow { period: period.clone(), kind, conflicts: *count })
            })),
            BY_PROVIDER => self.returned(&period, ReturnedBy::Provider, counts),
            BY_BUREAU => self.returned(&period, ReturnedBy::Bureau, counts),
            _ => self.times.extend(times(&period, group, counts)),
        }
    }

    fn returned(&mut self, period: &str, by: ReturnedBy, counts: &Counts) {
        let mut fields: Vec<(&String, u64)> = counts.iter().map(|(field, count)| (field, *count)).collect();
        fields.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        let others: u64 = fields.iter().skip(MOST_FIELDS).map(|(_, count)| count).sum();
        let row = |field: &str, returns| ReturnsRow {
            period: period.to_owned(),
            by,
            field: field.to_owned(),
            returns,
        };
        self.returns.extend(fields.iter().take(MOST_FIELDS).map(|(field, count)| row(field, *count)));
        self.returns.extend((others > 0).then(|| row("*", others)));
    }
}

fn add(to: &mut Counts, counts: &Counts) {
    for (name, count) in counts {
        *to.entry(name.clone()).or_default() += count;
    }
}

/// How long the things of a group took; `None` when it is of something else.
fn times(period: &str, group: &str, counts: &Counts) -> Option<TimesRow> {
    let read = |code: &str| serde_json::Value::String(code.to_owned());
    let (span, kind) = match (group.strip_prefix(TIME), group.strip_prefix(WHOLE)) {
        (Some(limit), _) => (serde_json::from_value(read(limit)).ok()?, None),
        (_, Some(kind)) => (Span::Whole, serde_json::from_value(read(kind)).ok()?),
        _ => return None,
    };
    let took = Histogram::of(counts);
    let ended = took.ended();
    let in_time = (span != Span::Whole).then(|| took.in_time());
    (ended > 0).then(|| TimesRow {
        period: period.to_owned(),
        span,
        kind,
        ended,
        in_time,
        share_in_time: in_time.map(|in_time| share(in_time, ended)),
        median_days: took.median(),
        ninth_decile_days: took.ninth_decile(),
    })
}

fn provider(group: &str, counts: &Counts) -> Option<ProvidersRow> {
    let provider = group.strip_prefix(PROVIDER)?.to_owned();
    let took = Histogram::of(counts);
    let (checked, in_time) = (took.ended(), took.in_time());
    Some(ProvidersRow {
        provider,
        checked,
        in_time,
        share_in_time: share(in_time, checked),
        median_days: took.median(),
        returned: counts.get(RETURNED).copied().unwrap_or(0),
    })
}

/// How long something has stood where it stands, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Age {
    /// At most two days.
    UpTo2,
    /// Three to seven days.
    UpTo7,
    /// Eight to fourteen days.
    UpTo14,
    /// Fifteen to thirty days.
    UpTo30,
    /// Thirty-one to ninety days.
    UpTo90,
    /// More than ninety days.
    Over90,
}

impl Age {
    /// Every age, the youngest first.
    pub const ALL: [Age; 6] = [Age::UpTo2, Age::UpTo7, Age::UpTo14, Age::UpTo30, Age::UpTo90, Age::Over90];

    /// The age of what came there on this day.
    pub fn since(day: Date, today: Date) -> Age {
        match (today - day).get_days() {
            ..=2 => Age::UpTo2,
            3..=7 => Age::UpTo7,
            8..=14 => Age::UpTo14,
            15..=30 => Age::UpTo30,
            31..=90 => Age::UpTo90,
            91.. => Age::Over90,
        }
    }
}

/// How much stands in a stage, by age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StandingRow {
    /// The stage, or `paper_request`.
    pub stage: String,
    /// How long it has stood there.
    pub age: Age,
    /// How many.
    pub count: u64,
}

/// What is published as open data 开放数据, a table each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Table {
    /// [`FilingsRow`].
    Filings,
    /// [`TimesRow`], by month.
    Times,
    /// [`TimesRow`], of the last twelve months together.
    Overall,
    /// [`ReturnsRow`].
    Returns,
    /// [`ConflictsRow`].
    Conflicts,
    /// [`PaperRow`].
    Paper,
    /// [`StandingRow`].
    Standing,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 7] = [
        Table::Filings,
        Table::Times,
        Table::Overall,
        Table::Returns,
        Table::Conflicts,
        Table::Paper,
        Table::Standing,
    ];

    /// The name in keys and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Table::Filings => "filings",
            Table::Times => "times",
            Table::Overall => "overall",
            Table::Returns => "returns",
            Table::Conflicts => "conflicts",
            Table::Paper => "paper",
            Table::Standing => "standing",
        }
    }

    /// The table of this name.
    pub fn parse(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.as_str() == name)
    }

    /// Its columns, in their order.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Filings => &[
                "period",
                "kind",
                "submitted",
                "submitted_again",
                "forwarded",
                "returned_by_provider",
                "sheet_arrived",
                "returned_to_owner",
                "returned_to_provider",
                "amended",
                "approved",
                "withdrawn",
            ],
            Table::Times | Table::Overall => &[
                "period",
                "span",
                "kind",
                "ended",
                "in_time",
                "share_in_time",
                "median_days",
                "ninth_decile_days",
            ],
            Table::Returns => &["period", "by", "field", "returns"],
            Table::Conflicts => &["period", "kind", "conflicts"],
            Table::Paper => &["period", "kind", "received", "approved", "refused"],
            Table::Standing => &["stage", "age", "count"],
        }
    }
}

/// Rows as they are published: an object a row, with a field a column.
pub type Rows = Vec<serde_json::Map<String, serde_json::Value>>;

/// Rows as they are published.
pub fn rows<T: Serialize>(rows: &[T]) -> Rows {
    let object = |row| match serde_json::to_value(row) {
        Ok(serde_json::Value::Object(object)) => Some(object),
        _ => None,
    };
    rows.iter().filter_map(object).collect()
}

/// A table as CSV (RFC 4180): a line of column names, then a line a row.
pub fn csv(table: Table, rows: &Rows) -> String {
    let mut text = table.columns().join(",");
    text.push_str("\r\n");
    for row in rows {
        let cells = table.columns().iter().map(|column| match row.get(*column) {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => quoted(text),
            Some(other) => other.to_string(),
        });
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{actor::Role, filing::FilingMeasure, history::Digests};
    use jiff::civil::date;
    use proptest::prelude::*;

    fn event(data: FilingEvent, measure: FilingMeasure) -> Event<FilingEvent> {
        Event {
            seq: 1,
            data,
            // Already the next day in China.
            at: "2026-11-23T18:00:00Z".parse().unwrap(),
            by: "shenhe".into(),
            role: Role::Reviewer,
            measure: Some(measure),
            notices: Vec::new(),
            fingerprint: String::new(),
            digests: Digests::default(),
            previous: String::new(),
        }
    }

    fn reasons(pointers: &[&str]) -> Vec<Reason> {
        let reason = |pointer: &&str| Reason {
            pointer: (*pointer).to_owned(),
            reason: "示例".into(),
            suggestion: String::new(),
        };
        pointers.iter().map(reason).collect()
    }

    fn measure(kind: Kind) -> FilingMeasure {
        FilingMeasure { kind, again: false, ended: None, whole: None }
    }

    fn ended(limit: Limit, days: u32, late: u32) -> FilingMeasure {
        let ended = Some(Ended { limit, days, late, provider: None });
        FilingMeasure { ended, ..measure(Kind::First) }
    }

    fn named(event: Event<FilingEvent>) -> Vec<String> {
        let (day, counts) = counted(&AnyEvent::Filing(event));
        assert_eq!(day, date(2026, 11, 24));
        counts.into_iter().map(|count| format!("{} {}", count.group, count.name)).collect()
    }

    #[test]
    fn an_event_says_by_itself_what_is_counted_of_it() {
        let approved = FilingMeasure { whole: Some(11), ..ended(Limit::Review, 6, 0) };
        let number = "赣ICP备2026000001号".to_owned();
        assert_eq!(
            named(event(FilingEvent::Approve { number }, approved)),
            ["flow approved.first", "time#review d6", "whole#first d11"]
        );
        let reasons =
            reasons(&["/further/0/site/name", "/further/1/site/name", "/documents/organizer_certificate"]);
        let returned = event(FilingEvent::ReturnToOwner { reasons }, ended(Limit::Review, 17, 2));
        assert_eq!(
            named(returned),
            [
                "flow returned_to_owner.first",
                "time#review d17",
                "time#review late",
                "returns#bureau /documents/organizer_certificate",
                "returns#bureau /further/*/site/name",
            ]
        );
        let again = FilingMeasure { again: true, ..measure(Kind::AddSite) };
        let submit = FilingEvent::Submit { due: None, changes: Vec::new() };
        assert_eq!(named(event(submit, again)), ["flow submitted_again.add_site"]);
    }

    #[test]
    fn nothing_that_is_counted_names_a_person_a_site_or_a_text() {
        let measure = FilingMeasure {
            ended: Some(Ended {
                limit: Limit::ProviderCheck,
                days: 1,
                late: 0,
                provider: Some("yun-yi".into()),
            }),
            ..measure(Kind::First)
        };
        let reasons = reasons(&["/organizer/leader/mobile"]);
        let counts = named(event(FilingEvent::ReturnFiling { reasons }, measure)).join(" ");
        assert!(!counts.contains("示例") && !counts.contains("shenhe"), "{counts}");
        // The provider stands in a group of its own, of which the public tables have nothing.
        let day = (date(2026, 11, 24), "provider#yun-yi".to_owned(), Counts::from([("d1".to_owned(), 1)]));
        let found = Statistics::of([day], date(2026, 11, 1), date(2026, 11, 30));
        assert_eq!(found.providers.len(), 1);
        assert!(found.times.is_empty() && found.overall.is_empty() && found.filings.is_empty());
    }

    #[test]
    fn what_was_not_submitted_is_not_counted() {
        let plain = Event { measure: None, ..event(FilingEvent::Discard, measure(Kind::First)) };
        assert_eq!(counted(&AnyEvent::Filing(plain)).1, []);
    }

    #[test]
    fn months_are_told_apart_and_what_lies_outside_is_left_out() {
        let flow = |count| Counts::from([("approved.first".to_owned(), count)]);
        let days = [
            (date(2026, 9, 30), FLOW.to_owned(), flow(100)),
            (date(2026, 10, 1), FLOW.to_owned(), flow(1)),
            (date(2026, 10, 31), FLOW.to_owned(), flow(2)),
            (date(2026, 11, 1), FLOW.to_owned(), flow(4)),
        ];
        let found = Statistics::of(days, date(2026, 10, 1), date(2026, 11, 30));
        let seen: Vec<_> = found.filings.iter().map(|row| (row.period.as_str(), row.approved)).collect();
        assert_eq!(seen, [("2026-10", 3), ("2026-11", 4)]);
        assert_eq!(found.filings[0].submitted, 0);
    }

    #[test]
    fn fields_beyond_the_most_frequent_are_counted_together() {
        let counts: Counts = (0..50).map(|place| (format!("/f{place:02}"), 100 - place)).collect();
        let found = Statistics::of(
            [(date(2026, 11, 2), BY_BUREAU.to_owned(), counts)],
            date(2026, 11, 1),
            date(2026, 11, 30),
        );
        assert_eq!(found.returns.len(), MOST_FIELDS + 1);
        assert_eq!(found.returns[0].field, "/f00");
        assert_eq!(found.returns[MOST_FIELDS].returns, (51..=60).sum::<u64>());
    }

    #[test]
    fn every_age_follows_the_one_before() {
        let today = date(2026, 11, 26);
        let ages: Vec<Age> = [0, 2, 3, 7, 8, 14, 15, 30, 31, 90, 91, 4000]
            .map(|days| Age::since(today - jiff::Span::new().days(days), today))
            .to_vec();
        let twice: Vec<Age> = Age::ALL.into_iter().flat_map(|age| [age, age]).collect();
        assert_eq!(ages, twice);
        assert_eq!(Age::since(date(2026, 11, 27), today), Age::UpTo2, "a clock that was set back");
    }

    #[test]
    fn csv_has_every_column_of_its_rows() {
        let day = date(2026, 11, 24);
        let of = |name: &str, count: Counts| (day, name.to_owned(), count);
        let found = Statistics::of(
            [
                of(FLOW, Counts::from([("submitted.change".to_owned(), 2)])),
                of(
                    "time#review",
                    Counts::from([("d3".to_owned(), 1), ("d6".to_owned(), 1), ("late".to_owned(), 1)]),
                ),
                of("whole#first", Counts::from([("d9".to_owned(), 1)])),
                of(BY_BUREAU, Counts::from([("/site/name".to_owned(), 1)])),
                of(CONFLICTS, Counts::from([("domain_on_file_here".to_owned(), 1)])),
                of(PAPER, Counts::from([("received.deregister".to_owned(), 1)])),
            ],
            day,
            day,
        );
        let tables = [
            (Table::Filings, rows(&found.filings)),
            (Table::Times, rows(&found.times)),
            (Table::Overall, rows(&found.overall)),
            (Table::Returns, rows(&found.returns)),
            (Table::Conflicts, rows(&found.conflicts)),
            (Table::Paper, rows(&found.paper)),
            (Table::Standing, rows(&[StandingRow { stage: "draft".into(), age: Age::UpTo2, count: 1 }])),
        ];
        for (table, rows) in &tables {
            assert!(!rows.is_empty(), "{table:?}");
            let mut columns: Vec<&str> = rows[0].keys().map(String::as_str).collect();
            let mut wanted = table.columns().to_vec();
            columns.sort_unstable();
            wanted.sort_unstable();
            assert_eq!(columns, wanted, "{table:?}");
            assert_eq!(csv(*table, rows).lines().count(), rows.len() + 1);
            assert_eq!(Table::parse(table.as_str()), Some(*table));
        }
        assert_eq!(
            csv(Table::Times, &tables[1].1),
            "period,span,kind,ended,in_time,share_in_time,median_days,ninth_decile_days\r\n\
             2026-11,review,,2,1,0.5,4.5,6\r\n2026-11,whole,first,1,,,9.0,9\r\n"
        );
        assert_eq!(quoted("a,\"b\""), "\"a,\"\"b\"\"\"");
    }

    proptest! {
        #[test]
        fn a_median_from_the_histogram_is_the_median(mut took in prop::collection::vec(0u32..60, 1..80)) {
            let mut counts = Counts::new();
            for days in &took {
                *counts.entry(format!("d{days}")).or_default() += 1;
            }
            took.sort_unstable();
            let middle = took.len() / 2;
            let median = if took.len() % 2 == 1 {
                f64::from(took[middle])
            } else {
                f64::from(took[middle - 1] + took[middle]) / 2.0
            };
            let row = times("2026-11", "time#review", &counts).unwrap();
            prop_assert_eq!(row.median_days, median);
            let at_most = took.iter().filter(|days| **days <= row.ninth_decile_days).count();
            prop_assert!(at_most * 10 >= took.len() * 9);
        }
    }
}
