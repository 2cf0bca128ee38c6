//! The event details that a history shows: the data of the events of every aggregate, in one shape.

use beian_filing::{
    account::AccountEvent,
    calendar::{CalendarEvent, Due},
    deadline::{EndedDeadline, MovedLastDay, Pause, Reminder, SentReminder, StartedDeadline},
    filing::{FilingEvent, FilingMeasure, ReturnReason},
    form::{DocumentKind, FieldChange, FilingKind},
    history::{DisclosureEvent, Event, EventData, InquiryEvent},
    identifier::{FilingNumber, ProviderId, Reference, Username},
    paper::{ArrivedEvidence, Evidence, RequestEvent, RequestKind, RequestMeasure},
    policy::DeadlineKind,
    record::{ExpiringItem, RecordEvent},
};
use jiff::{Timestamp, civil::Date};
use serde::Serialize;

/// Details of an event. A detail that does not apply to the event is absent.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventDetails {
    /// Returned fields, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<ReturnReason>,
    /// Fields that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
    /// Last day of the deadline that runs after the event; for `warn_draft`, the day of the deletion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Last day of the deadline before the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Due>,
    /// Kind of the deadline that the event reminds of, or that runs since a filing or its verification sheet reached the bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineKind>,
    /// The reminder that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
    /// Expiries of the record that the event reminds of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expiries: Vec<ExpiringItem>,
    /// The pause of the review: its first day, its reason and its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause: Option<Pause>,
    /// User name of the reviewer who has the filing after the event; shown to the bureau only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Username>,
    /// Kind of the document that the event concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentKind>,
    /// Day on which the verification sheet or the envelope arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub arrived_on: Option<Date>,
    /// Evidence that arrived or that scanned pages show; for `give_back_papers`, the evidence that the request lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// Evidence of the paper request that is missing after the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Evidence>,
    /// Reference 受理号 of the filing or paper request that led to the event, or that somebody asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// True if the event left the site without any access 空壳; absent otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub without_access: bool,
    /// Positions of the sites that the event deregistered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub positions: Vec<u32>,
    /// Identifier of the access provider that the event concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
    /// Filing number that was issued or deregistered, or that the event concerns.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<FilingNumber>,
    /// Time at which a proposed email address takes effect, or at which an authorization code expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub until: Option<Timestamp>,
    /// Reason, in the words of the acting account; for an event of the calendar, the source of the days off.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Figures of the event for the statistics.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
}

/// Figures of an event for the statistics.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Measure {
    /// Kind of the filing; absent for a paper request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<FilingKind>,
    /// Kind of the paper request; absent for a filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<RequestKind>,
    /// True if the filing had been submitted before; absent otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// Deadline that ended with the event; absent if none ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<EndedDeadline>,
    /// Number of working days from the first submission to the approval; absent for other events.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub whole: Option<u32>,
}

/// An event that a history can show.
pub trait ShownEvent: EventData {
    /// Returns all details of an event.
    fn facts(event: &Event<Self>) -> EventDetails
    where
        Self: Sized;

    /// Returns whether the progress view shows the event to a reader who has only the code from the email.
    fn is_milestone(&self) -> bool {
        true
    }

    /// Returns whether the event is a view of private data by staff.
    fn is_access(&self) -> bool {
        false
    }
}

fn of_filing_measure(measure: &FilingMeasure) -> Measure {
    let FilingMeasure { kind, is_resubmission, ended, days_from_submission } = measure.clone();
    Measure {
        kind: Some(kind),
        again: is_resubmission,
        ended,
        whole: days_from_submission,
        ..Measure::default()
    }
}

fn of_request_measure(measure: &RequestMeasure) -> Measure {
    let RequestMeasure { kind, ended } = measure.clone();
    Measure { paper: Some(kind), ended, ..Measure::default() }
}

fn of_reminded(reminded: SentReminder) -> EventDetails {
    let SentReminder { deadline: limit, reminder, due } = reminded;
    EventDetails { deadline: Some(limit), reminder: Some(reminder), due, ..EventDetails::default() }
}

fn of_moved(moved: MovedLastDay) -> EventDetails {
    let MovedLastDay { due, was } = moved;
    EventDetails { due: Some(due), was: Some(was), ..EventDetails::default() }
}

fn of_running(deadline: StartedDeadline) -> EventDetails {
    let StartedDeadline { kind: limit, due } = deadline;
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
            RecordEvent::CancelAccess { number, reason, without_access } => {
                EventDetails { number: Some(number), reason: Some(reason), without_access, ..none }
            }
            RecordEvent::AuthorizeProvider { number, provider, until } => {
                EventDetails { number: Some(number), provider: Some(provider), until: Some(until), ..none }
            }
            RecordEvent::RevokeAuthorization { number, provider }
            | RecordEvent::UseAuthorization { number, provider } => {
                EventDetails { number: Some(number.into()), provider: Some(provider), ..none }
            }
            RecordEvent::RemindExpiry { number, reminder, expiries } => {
                EventDetails { number: Some(number.into()), reminder: Some(reminder), expiries, ..none }
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
            reference = Some(*of);
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

impl ShownEvent for DisclosureEvent {
    fn facts(event: &Event<DisclosureEvent>) -> EventDetails {
        match event.data.clone() {
            DisclosureEvent::Unmask { reason } => {
                EventDetails { reason: Some(reason), ..EventDetails::default() }
            }
            DisclosureEvent::ViewScan { document, reason } => {
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
