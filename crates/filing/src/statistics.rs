//! Statistics 统计: what of a step is counted, and what the counts say of a time.
//!
//! A step leaves its [`Measure`] in its event, so that the event alone says what is counted of it. Counts are kept by day, and by
//! groups that are read and written together; no group says anything of a person, an organizer or a site. How long things took is
//! kept as a histogram of working days, from which the median of any time follows exactly.

use crate::{
    calendar::local_date,
    claim::ConflictKind,
    deadline::Ended,
    event::AnyEvent,
    filing::{FilingEvent, Reason},
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
    Age, ConflictsRow, FilingsRow, PaperRow, ProvidersRow, ReturnedBy, ReturnsRow, Rows, Span, StandingRow,
    Table, TimesRow, csv, rows,
};

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

/// The counts of one group on one day.
pub type Counts = BTreeMap<String, u64>;
