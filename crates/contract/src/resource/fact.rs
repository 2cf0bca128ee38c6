//! The facts that a history shows of an event: the data of each aggregate's events, in one shape.

use beian_filing::{
    account::AccountEvent,
    calendar::{CalendarEvent, Due},
    deadline::{EndedDeadline, MovedDeadline, Pause, Reminder, RunningDeadline, SentReminder},
    filing::{FilingEvent, FilingMeasure, ReturnReason},
    form::{DocumentKind, FieldChange, Kind},
    history::{AccessEvent, Event, EventData, InquiryEvent},
    paper::{ArrivedEvidence, Evidence, PaperKind, RequestEvent, RequestMeasure},
    policy::DeadlineKind,
    record::{ExpiringItem, RecordEvent},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// Facts that go with a deed; only those that apply are there.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDetails {
    /// Why it came back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReturnReason>,
    /// What changed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// When the next step is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// When it was due before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Due>,
    /// Which limit somebody was reminded of, or runs since a filing or its sheet reached the bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineKind>,
    /// Which reminder it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
    /// What on file expires, of which somebody was reminded.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expiries: Vec<ExpiringItem>,
    /// Since when, why and until when the review is paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// User name of the reviewer whose it is from then on; shown to the bureau alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// Which document it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentKind>,
    /// The day the verification sheet arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub arrived_on: Option<Date>,
    /// What an envelope held.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What of a paper request was still missing then.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Evidence>,
    /// Reference of the paper request that it was done for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Whether it left the site without any access 空壳.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub without_access: bool,
    /// Positions of the sites that it took off file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<u32>,
    /// Identifier of the access provider that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// The filing number issued, deregistered, or that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// When it takes effect.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub until: Option<Timestamp>,
    /// Why, in the words of who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What statistics count of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
}

/// What of a step is counted.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Measure {
    /// What the filing asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What the paper request asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperKind>,
    /// Whether the filing had been submitted before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// The limit of time that ended with it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<EndedDeadline>,
    /// Working days since the first submission; at the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<u32>,
}

/// An event that a history can show.
pub trait ShownEvent: EventData {
    /// The facts of an event, all of them.
    fn facts(event: &Event<Self>) -> EventDetails
    where
        Self: Sized;

    /// Whether somebody who has only the code from the mail is told of it.
    fn is_milestone(&self) -> bool {
        true
    }

    /// Whether it says that staff saw private data.
    fn is_access(&self) -> bool {
        false
    }
}

fn of_filing_measure(measure: &FilingMeasure) -> Measure {
    let FilingMeasure { kind, again, ended, whole } = measure.clone();
    Measure { kind: Some(kind), again, ended, whole, ..Measure::default() }
}

fn of_request_measure(measure: &RequestMeasure) -> Measure {
    let RequestMeasure { kind, ended } = measure.clone();
    Measure { paper: Some(kind), ended, ..Measure::default() }
}

fn of_reminded(reminded: SentReminder) -> EventDetails {
    let SentReminder { deadline: limit, reminder, due } = reminded;
    EventDetails { deadline: Some(limit), reminder: Some(reminder), due, ..EventDetails::default() }
}

fn of_moved(moved: MovedDeadline) -> EventDetails {
    let MovedDeadline { due, was } = moved;
    EventDetails { due, was, ..EventDetails::default() }
}

fn of_running(deadline: RunningDeadline) -> EventDetails {
    let RunningDeadline { kind: limit, due } = deadline;
    EventDetails { deadline: limit, due, ..EventDetails::default() }
}

fn of_evidence(arrived: ArrivedEvidence) -> EventDetails {
    let ArrivedEvidence { evidence, missing, due, arrived_on, reason } = arrived;
    EventDetails { evidence, missing, due, arrived_on, reason, ..EventDetails::default() }
}

impl ShownEvent for FilingEvent {
    fn facts(event: &Event<FilingEvent>) -> EventDetails {
        let none = EventDetails::default();
        let facts = match event.data.clone() {
            FilingEvent::StartFiling { number } => EventDetails { number, ..none },
            FilingEvent::AttachScan { document } | FilingEvent::RemoveScan { document } => {
                EventDetails { document: Some(document), ..none }
            }
            FilingEvent::Submit { due, changes } => EventDetails { due, changes, ..none },
            FilingEvent::Correct { changes } => EventDetails { changes, ..none },
            FilingEvent::ReturnFiling { reasons }
            | FilingEvent::ReturnToOwner { reasons }
            | FilingEvent::ReturnToProvider { reasons } => EventDetails { reasons, ..none },
            FilingEvent::Forward { deadline } => of_running(deadline),
            FilingEvent::RecordSheet { arrived_on, reason, deadline } => {
                EventDetails { arrived_on: Some(arrived_on), reason, ..of_running(deadline) }
            }
            FilingEvent::ConfirmSheet { arrived_on } => EventDetails { arrived_on: Some(arrived_on), ..none },
            FilingEvent::RefuseSheet { reason, due } => {
                let document = Some(DocumentKind::VerificationSheet);
                EventDetails { reason: Some(reason), due, document, ..none }
            }
            FilingEvent::Approve { number } | FilingEvent::Deregister { number } => {
                EventDetails { number: Some(number), ..none }
            }
            FilingEvent::Amend { changes, deadline } => EventDetails { changes, ..of_running(deadline) },
            FilingEvent::WarnDraft { due } => EventDetails { due: Some(due), ..none },
            FilingEvent::AskDeregistration { number, reason, due } => {
                EventDetails { number: Some(number), reason: Some(reason), due, ..none }
            }
            FilingEvent::ConfirmDeregistration { due } => EventDetails { due, ..none },
            FilingEvent::DeleteSubmission { reference } => {
                EventDetails { reference: Some(reference), ..none }
            }
            FilingEvent::Remind(reminded) => of_reminded(reminded),
            FilingEvent::MoveDeadline(moved) => of_moved(moved),
            FilingEvent::TakeUp { assignee } => EventDetails { assignee: Some(assignee), ..none },
            FilingEvent::HandOver { assignee } => EventDetails { assignee, ..none },
            FilingEvent::PauseReview { pause } => EventDetails { pause, ..none },
            FilingEvent::ResumeReview { pause, due } => EventDetails { pause, due, ..none },
            FilingEvent::CorrectArrival { arrived_on, reason, due, was } => {
                EventDetails { arrived_on: Some(arrived_on), reason, due, was, ..none }
            }
            FilingEvent::Discard | FilingEvent::ExpireDraft | FilingEvent::Erase => none,
        };
        EventDetails { measure: event.measure.as_ref().map(of_filing_measure), ..facts }
    }

    fn is_milestone(&self) -> bool {
        !matches!(
            self,
            FilingEvent::StartFiling { .. }
                | FilingEvent::AttachScan { .. }
                | FilingEvent::RemoveScan { .. }
                | FilingEvent::Remind(_)
                | FilingEvent::Erase
        )
    }
}

impl ShownEvent for RecordEvent {
    fn facts(event: &Event<RecordEvent>) -> EventDetails {
        let none = EventDetails::default();
        match event.data.clone() {
            RecordEvent::AddSite { number, reference } => {
                EventDetails { number, reference: Some(reference), ..none }
            }
            RecordEvent::AddAccess { number, reference } | RecordEvent::Change { number, reference } => {
                EventDetails { number: Some(number), reference: Some(reference), ..none }
            }
            RecordEvent::Deregister { number, positions, reference } => {
                EventDetails { number: Some(number), positions, reference, ..none }
            }
            RecordEvent::CancelAccess { number, reason, without_access: shell } => {
                EventDetails { number: Some(number), reason: Some(reason), without_access: shell, ..none }
            }
            RecordEvent::AuthorizeProvider { number, provider, until } => {
                EventDetails { number: Some(number), provider: Some(provider), until: Some(until), ..none }
            }
            RecordEvent::RevokeAuthorization { number, provider }
            | RecordEvent::UseAuthorization { number, provider } => {
                EventDetails { number: Some(number), provider: Some(provider), ..none }
            }
            RecordEvent::RemindExpiry { number, reminder, expiries } => {
                EventDetails { number: Some(number), reminder: Some(reminder), expiries, ..none }
            }
        }
    }
}

impl ShownEvent for RequestEvent {
    fn facts(event: &Event<RequestEvent>) -> EventDetails {
        let none = EventDetails::default();
        let facts = match event.data.clone() {
            RequestEvent::ReceiveRequest(arrived)
            | RequestEvent::ReceiveEvidence(arrived)
            | RequestEvent::SortPapers(arrived) => of_evidence(arrived),
            RequestEvent::GiveBackPapers { evidence, missing, due, reason } => {
                EventDetails { evidence, missing, due, reason: Some(reason), ..none }
            }
            RequestEvent::RefuseRequest { reason } => EventDetails { reason: Some(reason), ..none },
            RequestEvent::Remind(reminded) => of_reminded(reminded),
            RequestEvent::MoveDeadline(moved) => of_moved(moved),
            RequestEvent::ApproveRequest | RequestEvent::Erase => none,
        };
        EventDetails { measure: event.measure.as_ref().map(of_request_measure), ..facts }
    }

    fn is_milestone(&self) -> bool {
        !matches!(self, RequestEvent::SortPapers(_) | RequestEvent::Remind(_) | RequestEvent::Erase)
    }
}

impl ShownEvent for AccountEvent {
    fn facts(event: &Event<AccountEvent>) -> EventDetails {
        let reason = event.data.reason().map(str::to_owned);
        let (mut reference, mut until) = (None, None);
        if let AccountEvent::RecoverByPaper { reference: of } = &event.data {
            reference = Some(of.clone());
        }
        if let AccountEvent::ProposeEmail { until: at, .. } = &event.data {
            until = Some(*at);
        }
        EventDetails { reason, reference, until, ..EventDetails::default() }
    }
}

impl ShownEvent for CalendarEvent {
    fn facts(event: &Event<CalendarEvent>) -> EventDetails {
        EventDetails { reason: Some(event.data.source().to_owned()), ..EventDetails::default() }
    }
}

impl ShownEvent for AccessEvent {
    fn facts(event: &Event<AccessEvent>) -> EventDetails {
        match event.data.clone() {
            AccessEvent::Unmask { reason } => {
                EventDetails { reason: Some(reason), ..EventDetails::default() }
            }
            AccessEvent::ViewScan { document, reason } => {
                EventDetails { document, reason, ..EventDetails::default() }
            }
        }
    }

    fn is_access(&self) -> bool {
        true
    }
}

impl ShownEvent for InquiryEvent {
    fn facts(event: &Event<InquiryEvent>) -> EventDetails {
        let InquiryEvent::AskProgress { reference } = event.data.clone();
        EventDetails { reference: Some(reference), ..EventDetails::default() }
    }
}
