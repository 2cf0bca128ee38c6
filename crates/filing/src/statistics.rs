//! Statistics 统计: the counts of each day, and their summary over a period.
//!
//! Each event that is counted carries its [measure](crate::history::EventData::Measure), so the counts follow from the event alone. The
//! counts are kept by day and by group; the counts of one group are stored together. No group identifies a person, an organizer or a
//! site. Durations are kept as a histogram of working days, so the median of any period is exact.

use crate::{
    calendar::local_date,
    claim::ConflictKind,
    deadline::{ElapsedDays, EndedDeadline},
    event::AnyEvent,
    filing::{FilingEvent, FilingMeasure, ReturnReason},
    history::Event,
    paper::RequestEvent,
};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

pub mod summary;
pub mod tables;
#[cfg(test)]
mod tests;

pub use summary::Statistics;
pub use tables::{
    ConflictsRow, DurationKind, FilingsRow, OpenCasesRow, PaperRow, ProvidersRow, ReturnedBy, ReturnsRow,
    Rows, StatisticsTable, StatusAge, TimesRow, csv, rows,
};

/// A step in the life of a filing that a column of the statistics counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FilingCount {
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

impl FilingCount {
    /// Returns the count that the event of a filing raises; `None` if it raises none.
    fn of(event: &FilingEvent, measure: &FilingMeasure) -> Option<FilingCount> {
        Some(match event {
            FilingEvent::Submit { .. } if measure.is_resubmission => FilingCount::SubmittedAgain,
            FilingEvent::Submit { .. } | FilingEvent::AskDeregistration { .. } => FilingCount::Submitted,
            FilingEvent::Forward { .. } => FilingCount::Forwarded,
            FilingEvent::ReturnFiling { .. } => FilingCount::ReturnedByProvider,
            FilingEvent::RecordSheet { .. } => FilingCount::SheetArrived,
            FilingEvent::ReturnToOwner { .. } => FilingCount::ReturnedToOwner,
            FilingEvent::ReturnToProvider { .. } => FilingCount::ReturnedToProvider,
            FilingEvent::Amend { .. } => FilingCount::Amended,
            FilingEvent::Approve { .. } => FilingCount::Approved,
            FilingEvent::Discard | FilingEvent::DeleteSubmission { .. } => FilingCount::Withdrawn,
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
            FilingCount::Submitted => "submitted",
            FilingCount::SubmittedAgain => "submitted_again",
            FilingCount::Forwarded => "forwarded",
            FilingCount::ReturnedByProvider => "returned_by_provider",
            FilingCount::SheetArrived => "sheet_arrived",
            FilingCount::ReturnedToOwner => "returned_to_owner",
            FilingCount::ReturnedToProvider => "returned_to_provider",
            FilingCount::Amended => "amended",
            FilingCount::Approved => "approved",
            FilingCount::Withdrawn => "withdrawn",
        }
    }
}

/// The key of a daily count. An event adds one to each of its counts on its day. The groups and their names are stored:
///
/// | group | name | counted |
/// | --- | --- | --- |
/// | `flow` | `submitted.first` | the events of filings, by [`FilingCount`] and kind |
/// | `paper` | `received.deregister` | the paper requests, by event and kind |
/// | `conflicts` | `domain` | the conflicts that filings met, by kind |
/// | `returns#provider`, `returns#bureau` | `/site/name` | the returned fields, by JSON pointer |
/// | `time#review` | `d12`, `late` | the deadlines that ended, by their working days; those that ended late |
/// | `whole#first` | `d12` | the working days from the first submission to the approval |
/// | `provider#yun-yi` | `d2`, `late`, `returned` | the checks of an access provider that ended; the filings that it returned |
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CountKey {
    /// Group of the count. The counts of one group are stored together.
    pub group: String,
    /// Name of the count within its group.
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

/// Longest duration with a place of its own in the histogram, in working days. Every longer one counts as this.
const LONGEST: u32 = 250;

impl CountKey {
    fn of(group: impl Into<String>, name: impl Into<String>) -> CountKey {
        CountKey { group: group.into(), name: name.into() }
    }

    /// Returns the count that rises by one when a filing meets a conflict of this kind for the first time.
    pub fn conflict(kind: ConflictKind) -> CountKey {
        CountKey::of(CONFLICTS, code(kind))
    }

    /// The counts of a duration: its place in the histogram, and one more if it was late.
    fn duration(group: String, ElapsedDays { days, late }: ElapsedDays) -> impl Iterator<Item = CountKey> {
        let late = (late > 0).then(|| CountKey::of(group.clone(), LATE));
        [CountKey::of(group, format!("d{}", days.min(LONGEST)))].into_iter().chain(late)
    }
}

/// The name of a value on the wire.
fn code(value: impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(code)) => code,
        _ => String::new(),
    }
}

/// Returns the day in China on which an event counts, and the counts that it raises by one. An event that is not counted
/// raises none.
pub fn counts_of_event(event: &AnyEvent) -> (Date, Vec<CountKey>) {
    let counts = match event {
        AnyEvent::Filing(event) => filing_counts(event),
        AnyEvent::Request(event) => request_counts(event),
        AnyEvent::Record(_) | AnyEvent::Account(_) | AnyEvent::Calendar(_) | AnyEvent::Inquiry(_) => {
            Vec::new()
        }
    };
    (local_date(event.at()), counts)
}

/// The counts of an ended deadline: in the group of its kind, and in the group of the access provider that had to meet it.
fn of_deadline(ended: &EndedDeadline) -> Vec<CountKey> {
    let elapsed = ElapsedDays { days: ended.days, late: ended.late };
    let mut counts: Vec<CountKey> =
        CountKey::duration(format!("{TIME}{}", code(ended.kind)), elapsed).collect();
    if let Some(provider) = &ended.provider {
        counts.extend(CountKey::duration(format!("{PROVIDER}{provider}"), elapsed));
    }
    counts
}

/// Returns the counts that a filing's event raises by one. An event without a measure raises none.
pub fn filing_counts(event: &Event<FilingEvent>) -> Vec<CountKey> {
    let Event { data: event, measure: Some(measure), .. } = event else { return Vec::new() };
    let returned_by_provider = matches!(event, FilingEvent::ReturnFiling { .. });
    let mut counts = Vec::new();
    if let Some(flow) = FilingCount::of(event, measure) {
        counts.push(CountKey::of(FLOW, format!("{}.{}", flow.as_str(), code(measure.kind))));
    }
    if let Some(ended) = &measure.ended {
        counts.extend(of_deadline(ended));
        if let Some(provider) = ended.provider.as_ref().filter(|_| returned_by_provider) {
            counts.push(CountKey::of(format!("{PROVIDER}{provider}"), RETURNED));
        }
    }
    if let Some(days) = measure.days_from_submission {
        counts.extend(CountKey::duration(
            format!("{WHOLE}{}", code(measure.kind)),
            ElapsedDays { days, late: 0 },
        ));
    }
    let returned = if returned_by_provider { BY_PROVIDER } else { BY_BUREAU };
    let mut fields: Vec<String> =
        event.reasons().iter().map(|reason: &ReturnReason| field(&reason.pointer)).collect();
    fields.sort();
    fields.dedup();
    counts.extend(fields.into_iter().map(|field| CountKey::of(returned, field)));
    counts
}

/// Returns the counts that a paper request's event raises by one. An event without a measure raises none.
pub fn request_counts(event: &Event<RequestEvent>) -> Vec<CountKey> {
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
    let mut counts = vec![CountKey::of(PAPER, format!("{flow}.{}", code(measure.kind)))];
    counts.extend(measure.ended.iter().flat_map(of_deadline));
    counts
}

/// The JSON pointer of a field with `*` in place of each list index, so that the entries of a list are counted together.
fn field(pointer: &str) -> String {
    let parts = pointer.split('/').map(|part| if part.parse::<usize>().is_ok() { "*" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

/// The counts of one group over a day, a month or a longer period, by the name of each count.
pub type Counts = BTreeMap<String, u64>;
