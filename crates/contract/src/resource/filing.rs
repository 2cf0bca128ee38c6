//! Views of a filing, as a line of a list and as a whole, with the data that the reader may see.

use beian_filing::{
    calendar::{Calendar, Due, local_date},
    deadline::{Deadline, DeadlineBreakdown},
    filing::{Filing, FilingAction, FilingStatus, Party, ReturnReason, Scan, State},
    finding::Finding,
    form::{DocumentKind, FilingKind, Form, ListedDocument, NeededFor, RecordPart, kind, masking},
    history::{Actor, Role},
    identifier::{FilingId, FilingNumber, OrganizerNumber, Reference, Username},
    policy::Rules,
    record::public_name,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Shows a filing, with the data that the reader may see.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowFiling {
    /// Identifier of the filing.
    pub filing_id: String,
}

/// Shows a filing with the private data that is masked for staff.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unmask {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

/// A filing as a line of a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingSummary {
    /// Identifier of the filing.
    pub id: FilingId,
    /// Reference 受理号 of the filing, for the telephone and for paper.
    pub reference: Reference,
    /// Kind of the filing.
    pub kind: FilingKind,
    /// Status of the filing.
    pub status: FilingStatus,
    /// Party that must act next.
    pub next_actor: Party,
    /// Last day for the next action; absent if no deadline runs or the review is paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Number of working days by which the next action is late; 0 if it is in time.
    pub late_days: u32,
    /// Name of the organizer as written; may be empty in a draft. Staff see the name of an individual masked.
    pub organizer_name: String,
    /// Domain of the first site as written; may be empty in a draft.
    pub domain: String,
    /// Number of sites in the filing.
    pub sites: usize,
    /// Identifier of the chosen access provider; may be empty in a draft.
    pub provider: String,
    /// User name of the reviewer who took the filing up; absent if nobody did, and for readers outside the bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assignee: Option<Username>,
    /// Time of the last change.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub changed_at: Timestamp,
}

impl FilingSummary {
    /// Builds the line for this reader.
    pub fn of(filing: &Filing, reader: &Actor, calendar: &Calendar, now: Timestamp) -> FilingSummary {
        let due = filing.due();
        FilingSummary {
            id: filing.id,
            reference: filing.reference,
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

/// The record that a filing is about.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AboutView {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Filing number of the organizer.
    pub organizer_number: OrganizerNumber,
    /// Position of the site; absent if the filing is about the organizer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Reason for the deregistration; absent for every other kind of filing, and for clerks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// True if the owner confirmed the deregistration.
    pub confirmed: bool,
}

/// A filing, with the data that the reader may see.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingView {
    /// Identifier of the filing.
    pub id: FilingId,
    /// Reference 受理号 of the filing, for the telephone and for paper.
    pub reference: Reference,
    /// Version of the filing, which every change must send back.
    pub version: u64,
    /// Kind of the filing.
    pub kind: FilingKind,
    /// The record that the filing is about; absent for a first filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<AboutView>,
    /// Fields and groups of fields that the filing cannot change, as JSON pointers into the form.
    pub fixed: Vec<Cow<'static, str>>,
    /// Status of the filing.
    pub status: FilingStatus,
    /// Party that must act next.
    pub next_actor: Party,
    /// Last day for the next action; absent if no deadline runs or the review is paused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Number of working days by which the next action is late; 0 if it is in time.
    pub late_days: u32,
    /// Breakdown of the running deadline; absent if none runs or the owner must still confirm a deregistration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DeadlineBreakdown>,
    /// Day of the event that started the review deadline; absent unless the filing is under review.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub review_since: Option<Date>,
    /// Day on which the filing last reached the bureau by a forward or an amendment; absent before the first forward.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub forwarded_on: Option<Date>,
    /// Day on which the verification sheet arrived; absent until then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub sheet_arrived_on: Option<Date>,
    /// True if somebody saw that the verification sheet is signed and sealed; absent until the sheet arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet_confirmed: Option<bool>,
    /// Returned fields, each with its reason.
    pub reasons: Vec<ReturnReason>,
    /// Documents that the filing needs, each with the step that needs it.
    pub documents: Vec<ListedDocument>,
    /// Documents that the approval needs and that are missing, including the verification sheet.
    pub missing: Vec<DocumentKind>,
    /// Findings of a check of the form today; empty for clerks, and after the approval or deletion.
    pub findings: Vec<Finding>,
    /// The actions that this reader may take now.
    pub actions: Vec<FilingAction>,
    /// True if private fields of the form are masked. Staff see them masked until they state a reason with `unmask`.
    pub masked: bool,
    /// The form; absent for clerks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// The scans. Clerks see only those of the verification sheet.
    pub scans: Vec<Scan>,
    /// Filing number of the organizer; absent before the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organizer_number: Option<OrganizerNumber>,
    /// Filing numbers of the sites, in their order; empty before the approval.
    pub site_numbers: Vec<FilingNumber>,
    /// Filing numbers of the sites that were deregistered after the approval. Once all sites are, `status` is `deregistered`.
    pub deregistered_sites: Vec<FilingNumber>,
    /// The filing as a line of a list.
    pub summary: FilingSummary,
}

impl FilingView {
    /// Builds the view for this reader. Private data is masked unless the reader is the owner.
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

    /// Builds the same view without masks, for a reader who stated a reason.
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
            id: filing.id,
            reference: filing.reference,
            version: filing.version,
            kind: filing.kind,
            about: filing.about.as_ref().map(|about| AboutView {
                record_id: about.number.record_id(),
                organizer_number: about.number,
                position: about.position,
                reason: about.reason.clone().filter(|_| !paper_only),
                confirmed: about.confirmed,
            }),
            fixed: kind::fixed(filing.kind, RecordPart::at(filing.position()))
                .iter()
                .map(|pointer| Cow::Borrowed(*pointer))
                .collect(),
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
            organizer_number: filing.state.organizer_number(),
            site_numbers: filing.site_numbers(),
            deregistered_sites: filing.deregistered_sites(),
            summary,
        }
    }
}

/// Returns the running deadline of the party that must act next; `None` while the owner must still confirm a deregistration.
pub(super) fn running_term(filing: &Filing) -> Option<&Deadline> {
    filing.state.deadline().filter(|_| !filing.awaits_confirmation())
}

/// Returns the documents that are missing, including the verification sheet.
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

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ShowFiling Unmask FilingSummary AboutView FilingView }
