//! The progress of a filing or a paper request, to people who are not signed in.

use crate::resource::{
    domain::readable_domain,
    fact::ShownEvent,
    filing::{reckoning_of, running_term, still_missing},
};
use beian_filing::{
    calendar::{Calendar, Due, local_date},
    deadline::DeadlineBreakdown,
    filing::{Filing, FilingEvent, FilingStatus, Party},
    form::{DocumentKind, Kind},
    history::{Event, EventName},
    paper::{
        Evidence, FormKind, PaperForm, PaperKind, PaperRequest, RequestEvent, RequestStatus, RequestSubject,
    },
    policy::Rules,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Ask by email where a filing or a paper request stands, without signing in.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AskProgress {
    /// Its reference 受理号.
    pub reference: String,
    /// The address that its notices go to.
    pub email: String,
}

/// See where it stands, with the code from the mail.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowProgress {
    /// The code.
    pub code: String,
}

/// A step that was taken, to whoever has the code from the mail: without names, fields or reasons.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Milestone {
    /// What was done.
    pub event: EventName,
    /// The day, in China.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub on: Date,
}

/// Where a filing or a paper request stands, to whoever has the code from the mail.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProgressView {
    /// Its reference 受理号.
    pub reference: String,
    /// What a filing asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// What a paper request asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper_kind: Option<PaperKind>,
    /// Where a filing stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<FilingStatus>,
    /// Where a paper request stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_status: Option<RequestStatus>,
    /// The form that was printed and has not arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_kind: Option<FormKind>,
    /// The day it was printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub printed_on: Option<Date>,
    /// Whether it is a deregistration that its owner has not confirmed.
    pub unconfirmed: bool,
    /// The domain that it is about, if it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// Name of the access provider, where a filing has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Whose move is next.
    pub next_actor: Party,
    /// When the next move is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// By how many working days the move is late; 0 when it is not.
    pub late_days: u32,
    /// How that day comes about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineBreakdown>,
    /// The documents of a filing that are there.
    pub received: Vec<DocumentKind>,
    /// The evidence of a paper request that came.
    pub received_evidence: Vec<Evidence>,
    /// The documents of a filing that are not there yet.
    pub missing: Vec<DocumentKind>,
    /// The evidence of a paper request that must still come.
    pub missing_evidence: Vec<Evidence>,
    /// The fields that came back, as JSON pointers; what is wrong with them is said to who signs in.
    pub returned: Vec<String>,
    /// The organizer's filing number, once issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer_number: Option<String>,
    /// The steps that were taken, the first one first.
    pub milestones: Vec<Milestone>,
}

impl ProgressView {
    /// Where a filing stands.
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
            reference: filing.reference.clone(),
            kind: Some(filing.kind),
            paper_kind: None,
            status: Some(filing.standing()),
            request_status: None,
            form_kind: None,
            printed_on: None,
            unconfirmed: filing.is_unconfirmed(),
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
            organizer_number: filing.state.organizer_number().map(str::to_owned),
            milestones: milestones(history),
        }
    }

    /// Where a paper request stands.
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
            reference: request.reference.clone(),
            kind: None,
            paper_kind: Some(request.kind),
            status: None,
            request_status: Some(request.status()),
            form_kind: None,
            printed_on: None,
            unconfirmed: false,
            // A sender who stated an address of their own may know no more of it than its reference.
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

    /// A form that was printed and has not arrived: everything that goes with it is missing. What it names is not repeated.
    pub fn of_form(reference: String, form: &PaperForm) -> ProgressView {
        ProgressView {
            reference,
            kind: None,
            paper_kind: form.kind.asks(),
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

/// The documents that are there, the verification sheet included.
fn received(filing: &Filing) -> Vec<DocumentKind> {
    let scanned = |kind: &DocumentKind| filing.scans.iter().any(|scan| scan.document == *kind);
    let sheet = |kind: &DocumentKind| *kind == DocumentKind::VerificationSheet && filing.sheet.is_some();
    DocumentKind::ALL.into_iter().filter(|kind| scanned(kind) || sheet(kind)).collect()
}

/// The steps that the history tells to a reader who has only the code from the mail.
fn milestones<D: ShownEvent>(history: &[Event<D>]) -> Vec<Milestone> {
    history
        .iter()
        .filter(|event| event.data.is_milestone())
        .map(|event| Milestone { event: event.name(), on: local_date(event.at) })
        .collect()
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { AskProgress ShowProgress Milestone ProgressView }
