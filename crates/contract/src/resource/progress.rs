//! The progress of a filing or a paper request, for readers who are not signed in.

use crate::resource::{
    domain::readable_domain,
    fact::ShownEvent,
    filing::{reckoning_of, running_term, still_missing},
};
use beian_filing::{
    calendar::{Calendar, Due, local_date},
    deadline::DeadlineBreakdown,
    filing::{Filing, FilingEvent, FilingStatus, Party},
    form::{DocumentKind, FilingKind},
    history::{Event, EventName},
    identifier::{OrganizerNumber, Reference},
    paper::{
        Evidence, PaperForm, PaperRequest, PrintedFormKind, RequestEvent, RequestKind, RequestStatus,
        RequestSubject,
    },
    policy::Rules,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Requests an email with a code that shows the progress of a filing or a paper request, without signing in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskProgress {
    /// Reference 受理号 of the filing, paper request or printed form.
    pub reference: String,
    /// Email address that receives the notices about it.
    pub email: String,
}

/// Shows the progress to the holder of the code from the email.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowProgress {
    /// Code from the email; it is valid for 24 hours.
    pub code: String,
}

/// A step in the progress, for a reader with the code from the email. It contains no names, fields or reasons.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Milestone {
    /// Name of the event.
    pub event: EventName,
    /// Day of the event, by the date in China.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub on: Date,
}

/// Progress of a filing, a paper request or a printed form, for a reader with the code from the email.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProgressView {
    /// Reference 受理号.
    pub reference: Reference,
    /// Kind of the filing; absent for a paper request or a printed form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<FilingKind>,
    /// Kind of the paper request, or of the request that the printed form is for; absent for a filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_kind: Option<RequestKind>,
    /// Status of the filing; absent for a paper request or a printed form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<FilingStatus>,
    /// Status of the paper request; absent for a filing or a printed form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_status: Option<RequestStatus>,
    /// Kind of the printed form, if it has not arrived; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_kind: Option<PrintedFormKind>,
    /// Day on which the form was printed, by the date in China; absent unless `form_kind` is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub printed_on: Option<Date>,
    /// True if the filing is a deregistration that its owner has not confirmed.
    pub unconfirmed: bool,
    /// Domain of the filing or paper request, in Unicode; absent if it names none, or if the request states another email address than
    /// the account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Name of the access provider; absent if the case has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Party that must act next.
    pub next_actor: Party,
    /// Last day for the next action; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Number of working days by which the next action is late; 0 if it is in time.
    pub late_days: u32,
    /// Breakdown of the running deadline; absent if none runs or the owner must still confirm a deregistration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineBreakdown>,
    /// Documents of the filing that have arrived.
    pub received: Vec<DocumentKind>,
    /// Evidence of the paper request that has arrived.
    pub received_evidence: Vec<Evidence>,
    /// Documents of the filing that are missing.
    pub missing: Vec<DocumentKind>,
    /// Evidence of the paper request that is missing.
    pub missing_evidence: Vec<Evidence>,
    /// Returned fields, as JSON pointers. The reasons are visible only after a sign-in.
    pub returned: Vec<String>,
    /// Filing number of the organizer; absent before the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer_number: Option<OrganizerNumber>,
    /// The steps so far, the oldest first.
    pub milestones: Vec<Milestone>,
}

impl ProgressView {
    /// Builds the progress of a filing.
    pub fn of_filing(
        filing: &Filing,
        provider: Option<String>,
        history: &[Event<FilingEvent>],
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> ProgressView {
        let due = filing.due();
        ProgressView {
            reference: filing.reference,
            kind: Some(filing.kind),
            paper_kind: None,
            status: Some(filing.standing()),
            request_status: None,
            form_kind: None,
            printed_on: None,
            unconfirmed: filing.awaits_confirmation(),
            domain: Some(readable_domain(&filing.form.site.domain)).filter(|domain| !domain.is_empty()),
            provider,
            next_actor: filing.next_actor(),
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            deadline: reckoning_of(running_term(filing), rules, calendar, now),
            received: received(filing),
            received_evidence: Vec::new(),
            missing: still_missing(filing),
            missing_evidence: Vec::new(),
            returned: filing.state.reasons().iter().map(|reason| reason.pointer.clone()).collect(),
            organizer_number: filing.state.organizer_number(),
            milestones: milestones(history),
        }
    }

    /// Builds the progress of a paper request.
    pub fn of_request(
        request: &PaperRequest,
        history: &[Event<RequestEvent>],
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> ProgressView {
        let due = request.due();
        let missing_evidence = match request.status() {
            RequestStatus::Received => request.missing(),
            RequestStatus::Approved | RequestStatus::Refused => Vec::new(),
        };
        let move_of = match request.status() {
            RequestStatus::Received if missing_evidence.is_empty() => Party::Bureau,
            RequestStatus::Received => Party::Owner,
            RequestStatus::Approved | RequestStatus::Refused => Party::Nobody,
        };
        ProgressView {
            reference: request.reference,
            kind: None,
            paper_kind: Some(request.kind),
            status: None,
            request_status: Some(request.status()),
            form_kind: None,
            printed_on: None,
            unconfirmed: false,
            // A sender with another email address than the account's may know nothing except the reference.
            domain: match request.about.as_ref().filter(|_| request.email.is_none()) {
                Some(RequestSubject::Filing { domain, .. }) => Some(readable_domain(domain)),
                Some(RequestSubject::Record { domain, .. }) => domain.as_deref().map(readable_domain),
                None => None,
            },
            provider: None,
            next_actor: move_of,
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            deadline: reckoning_of(request.deadline(), rules, calendar, now),
            received: Vec::new(),
            received_evidence: request.evidence.clone(),
            missing: Vec::new(),
            missing_evidence,
            returned: Vec::new(),
            organizer_number: None,
            milestones: milestones(history),
        }
    }

    /// Builds the progress of a printed form that has not arrived. All its papers are missing. The names on the form are not shown.
    pub fn of_form(reference: Reference, form: &PaperForm) -> ProgressView {
        ProgressView {
            reference,
            kind: None,
            paper_kind: form.kind.request_kind(),
            status: None,
            request_status: None,
            form_kind: Some(form.kind),
            printed_on: Some(local_date(form.printed_at)),
            unconfirmed: false,
            domain: None,
            provider: None,
            next_actor: Party::Owner,
            due: None,
            late_days: 0,
            deadline: None,
            received: Vec::new(),
            received_evidence: Vec::new(),
            missing: Vec::new(),
            missing_evidence: form.kind.pages(form.applicant).to_vec(),
            returned: Vec::new(),
            organizer_number: None,
            milestones: Vec::new(),
        }
    }
}

/// Returns the documents that have arrived, including the verification sheet.
fn received(filing: &Filing) -> Vec<DocumentKind> {
    let scanned = |kind: &DocumentKind| filing.scans.iter().any(|scan| scan.document == *kind);
    let sheet = |kind: &DocumentKind| *kind == DocumentKind::VerificationSheet && filing.sheet.is_some();
    DocumentKind::ALL.into_iter().filter(|kind| scanned(kind) || sheet(kind)).collect()
}

/// Returns the events that a reader with only the code from the email may see.
fn milestones<D: ShownEvent>(history: &[Event<D>]) -> Vec<Milestone> {
    history
        .iter()
        .filter(|event| event.data.is_milestone())
        .map(|event| Milestone { event: event.name(), on: local_date(event.at) })
        .collect()
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { AskProgress ShowProgress Milestone ProgressView }
