//! A filing, in one line and whole, as far as its reader may see it.

use beian_filing::{
    calendar::{Calendar, Due, local_date},
    deadline::{Deadline, DeadlineBreakdown},
    filing::{Filing, FilingStatus, Party, ReturnReason, Scan, State},
    finding::Finding,
    form::{Document, DocumentKind, Form, Kind, NeededFor, kind, masking},
    history::{Actor, Role},
    policy::Rules,
    record::public_name,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A filing, as far as its reader may see it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowFiling {
    /// The filing.
    pub filing_id: String,
}

/// A filing with what is masked for staff.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unmask {
    /// The filing.
    pub filing_id: String,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// A filing in one line.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingSummary {
    /// Identifier.
    pub id: String,
    /// Reference to tell others 受理号.
    pub reference: String,
    /// What is asked for.
    pub kind: Kind,
    /// Where it stands.
    pub status: FilingStatus,
    /// Whose move is next.
    pub next_actor: Party,
    /// When the next move is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// By how many working days the move is late; 0 when it is not.
    pub late_days: u32,
    /// Name of the organizer as written; may be empty in a draft. An individual's is masked for staff.
    pub organizer_name: String,
    /// Domain as written; may be empty in a draft.
    pub domain: String,
    /// How many sites it is about.
    pub sites: usize,
    /// Identifier of the access provider; may be empty in a draft.
    pub provider: String,
    /// User name of the reviewer who took it up; to the bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// When it last changed.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub changed_at: Timestamp,
}

impl FilingSummary {
    /// The line for lists, as this reader may see it.
    pub fn of(filing: &Filing, reader: &Actor, calendar: &Calendar, now: Timestamp) -> FilingSummary {
        let due = filing.due();
        FilingSummary {
            id: filing.id.clone(),
            reference: filing.reference.clone(),
            kind: filing.kind,
            status: filing.standing(),
            next_actor: filing.next_actor(),
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            organizer_name: if reader.role == Role::Owner {
                filing.form.organizer.name.clone()
            } else {
                public_name(&filing.form)
            },
            domain: filing.form.site.domain.clone(),
            sites: filing.form.sites().count(),
            provider: filing.form.access.provider.clone(),
            assignee: filing.assignee.clone().filter(|_| reader.role.is_bureau()),
            changed_at: filing.changed_at,
        }
    }
}

/// What on file a filing is about.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AboutView {
    /// The digits of the organizer's number.
    pub record_id: String,
    /// The organizer's filing number.
    pub organizer_number: String,
    /// Position of the site, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Why it shall be deregistered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether its owner confirmed the deregistration.
    pub confirmed: bool,
}

/// A filing, as far as its reader may see it.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingView {
    /// Identifier.
    pub id: String,
    /// Reference to tell others 受理号.
    pub reference: String,
    /// To be sent back with every change.
    pub version: u64,
    /// What is asked for.
    pub kind: Kind,
    /// What on file it is about; absent for a first filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<AboutView>,
    /// Fields, and groups of them, that stand as they are on file.
    pub fixed: Vec<&'static str>,
    /// Where it stands.
    pub status: FilingStatus,
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
    /// The day the review clock started.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub review_since: Option<Date>,
    /// The day it last reached the bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub forwarded_on: Option<Date>,
    /// The day the verification sheet arrived.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub sheet_arrived_on: Option<Date>,
    /// Whether somebody saw that the verification sheet is signed and sealed, once it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet_confirmed: Option<bool>,
    /// What came back, and why.
    pub reasons: Vec<ReturnReason>,
    /// The documents that this filing needs.
    pub documents: Vec<Document>,
    /// Those of them that are not there yet, the verification sheet included.
    pub missing: Vec<DocumentKind>,
    /// What is wrong or doubtful in the form today; for those who may change or judge it.
    pub findings: Vec<Finding>,
    /// What this reader may do now, as action names.
    pub actions: Vec<&'static str>,
    /// Whether private fields of the form are masked, as they are for staff until they say why they must see them.
    pub masked: bool,
    /// The form; absent for readers who only handle paper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// The scans.
    pub scans: Vec<Scan>,
    /// The organizer's filing number, once issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer_number: Option<String>,
    /// The filing numbers of its sites in their order, once issued.
    pub site_numbers: Vec<String>,
    /// Those of them that are deregistered since. Where all are, its stage is `deregistered`.
    pub deregistered_sites: Vec<String>,
    /// The line for lists.
    pub summary: FilingSummary,
}

impl FilingView {
    /// The filing, as this reader may see it.
    pub fn of(
        filing: &Filing,
        reader: &Actor,
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> FilingView {
        let view = FilingView::whole(filing, reader, rules, calendar, now);
        if reader.role == Role::Owner {
            return view;
        }
        FilingView {
            masked: view.form.is_some(),
            form: view.form.as_ref().map(masking::masked),
            findings: masking::without_private(view.findings),
            ..view
        }
    }

    /// The same with what is private: for who has said why.
    pub fn whole(
        filing: &Filing,
        reader: &Actor,
        rules: &Rules,
        calendar: &Calendar,
        now: Timestamp,
    ) -> FilingView {
        let summary = FilingSummary::of(filing, reader, calendar, now);
        let paper_only = reader.role == Role::Clerk;
        let review_since = match &filing.state {
            State::UnderReview { deadline } => Some(deadline.since),
            _ => None,
        };
        let findings = match filing.status() {
            FilingStatus::Approved | FilingStatus::Deregistered | FilingStatus::Deleted => Vec::new(),
            _ if paper_only => Vec::new(),
            _ => filing.findings(rules, local_date(now)),
        };
        FilingView {
            id: filing.id.clone(),
            reference: filing.reference.clone(),
            version: filing.version,
            kind: filing.kind,
            about: filing.about.as_ref().map(|about| AboutView {
                record_id: beian_filing::identifier::filing_number::id_of(&about.number),
                organizer_number: about.number.clone(),
                position: about.position,
                reason: about.reason.clone().filter(|_| !paper_only),
                confirmed: about.confirmed,
            }),
            fixed: kind::fixed(filing.kind, filing.position().is_some()).to_vec(),
            status: summary.status,
            next_actor: summary.next_actor,
            due: summary.due,
            late_days: summary.late_days,
            deadline: reckoning_of(running_term(filing), rules, calendar, now),
            review_since,
            forwarded_on: filing.forwarded_on,
            sheet_arrived_on: filing.sheet.as_ref().map(|sheet| sheet.arrived_on),
            sheet_confirmed: filing.sheet.as_ref().map(|sheet| sheet.confirmed),
            reasons: filing.state.reasons().to_vec(),
            documents: filing.documents(),
            missing: still_missing(filing),
            findings,
            actions: filing.open_actions(reader),
            masked: false,
            form: (!paper_only).then(|| filing.form.clone()),
            scans: filing
                .scans
                .iter()
                .filter(|scan| !paper_only || scan.document == DocumentKind::VerificationSheet)
                .map(|scan| {
                    let name = scan.name.clone().filter(|_| reader.role == Role::Owner);
                    Scan { name, ..scan.clone() }
                })
                .collect(),
            organizer_number: filing.state.organizer_number().map(str::to_owned),
            site_numbers: filing.site_numbers(),
            deregistered_sites: filing.deregistered_sites(),
            summary,
        }
    }
}

/// The limit of time that runs for whoever has the move; none is explained while an owner's confirmation is awaited.
pub(super) fn running_term(filing: &Filing) -> Option<&Deadline> {
    filing.state.deadline().filter(|_| !filing.is_unconfirmed())
}

/// The documents that are not there yet, the verification sheet included.
pub(super) fn still_missing(filing: &Filing) -> Vec<DocumentKind> {
    if matches!(filing.status(), FilingStatus::Approved | FilingStatus::Deregistered | FilingStatus::Deleted)
    {
        return Vec::new();
    }
    let mut missing = filing.missing_documents(NeededFor::Approval);
    let sheet_due = matches!(filing.status(), FilingStatus::WithProvider | FilingStatus::AwaitingSheet);
    if filing.kind.needs_sheet() && filing.sheet.is_none() && sheet_due {
        missing.push(DocumentKind::VerificationSheet);
    }
    missing
}

pub(super) fn reckoning_of(
    deadline: Option<&Deadline>,
    rules: &Rules,
    calendar: &Calendar,
    now: Timestamp,
) -> Option<DeadlineBreakdown> {
    deadline.map(|deadline| deadline.breakdown(rules, calendar, local_date(now)))
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { ShowFiling Unmask FilingSummary AboutView FilingView }
