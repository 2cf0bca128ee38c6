//! Requests that came by post (§一.2, §二.4, §二.5, §三).

use crate::resource::{
    filing::FilingSummary,
    history::EventView,
    letter::{Mark, ScannedPageView},
};
use beian_filing::{
    account::Account,
    calendar::{Calendar, Due, local_date},
    filing::Filing,
    form::{Applicant, Category},
    history::{Actor, Event, Role},
    paper::{
        Evidence, FormKind, PaperKind, PaperRequest, RequestEvent, RequestState, RequestStatus,
        RequestSubject,
    },
    private::{mask_email, mask_name},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What a scanned page of a paper request shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaperMark {
    /// Identifier of the file that it was scanned into.
    pub batch_id: String,
    /// Its place in the file, from 1.
    pub page: u16,
    /// The paper; left out where it is none of them.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// Enter a request that came by post.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiveRequest {
    /// What is asked for.
    pub kind: PaperKind,
    /// User name of the account, where the letter says it.
    #[serde(default)]
    pub username: Option<String>,
    /// Else a domain that a filing of the account holds; to delete or deregister, the domain that it is about.
    #[serde(default)]
    pub domain: Option<String>,
    /// To delete or deregister: the reference 受理号 of the filing that it is about.
    #[serde(default)]
    pub reference: Option<String>,
    /// To deregister: the filing number of the site or organizer that it is about.
    #[serde(default)]
    pub number: Option<String>,
    /// Who asks, where it is not who holds what it is about: somebody who owns the domain now.
    #[serde(default)]
    pub applicant: Option<Applicant>,
    /// The email address that the letter states, where it is another than the account's.
    #[serde(default)]
    pub email: Option<String>,
    /// The day the envelope arrived, `YYYY-MM-DD`; today when left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// What was in it.
    pub evidence: Vec<Evidence>,
    /// Scanned post that it came as: it is filed with the request, and `evidence` is what its pages show.
    #[serde(default)]
    pub letter_id: Option<String>,
    /// What pages of it show, where that is not known or wrong.
    #[serde(default)]
    pub marks: Vec<Mark>,
}

/// See the scanned pages of a paper request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewPapers {
    /// The paper request.
    pub request_id: String,
}

/// Paper requests that wait, the most urgent first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListRequests {
    /// Where to go on, from the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// A paper request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowRequest {
    /// The paper request.
    pub request_id: String,
}

/// Enter evidence that came later.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiveEvidence {
    /// The paper request.
    pub request_id: String,
    /// The version that was seen.
    pub version: u64,
    /// The day the envelope arrived, `YYYY-MM-DD`; today when left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// What was in it; may be empty where scanned pages are marked.
    pub evidence: Vec<Evidence>,
    /// What scanned pages of it show, of which that was not known or wrong.
    #[serde(default)]
    pub marks: Vec<PaperMark>,
}

/// Decide a paper request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecideRequest {
    /// The paper request.
    pub request_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Whether what it asks for is done.
    pub approve: bool,
    /// Why not, 2 to 200 characters; for a refusal.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A paper request in one line.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestSummary {
    /// Identifier.
    pub id: String,
    /// Reference that the applicant is told 受理号.
    pub reference: String,
    /// What is asked for.
    pub kind: PaperKind,
    /// Where it stands.
    pub status: RequestStatus,
    /// User name of the account that it is about, or that holds what it is about.
    pub account: String,
    /// What it asks about, where that is not the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<RequestSubject>,
    /// Who asks: unit or individual.
    pub applicant: Applicant,
    /// The day the newest envelope arrived.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub arrived_on: Date,
    /// Until when the bureau decides; absent while evidence is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// By how many working days the decision is late; 0 when it is not.
    pub late_days: u32,
    /// The evidence that must still come.
    pub missing: Vec<Evidence>,
}

impl RequestSummary {
    /// The line for lists.
    pub fn of(request: &PaperRequest, calendar: &Calendar, now: Timestamp) -> RequestSummary {
        let due = request.due();
        RequestSummary {
            id: request.id.clone(),
            reference: request.reference.clone(),
            kind: request.kind,
            status: request.status(),
            account: request.account.clone(),
            about: request.about.clone(),
            applicant: request.applicant,
            arrived_on: request.arrived_on,
            due,
            late_days: due.map_or(0, |due| calendar.days_late(due.date, local_date(now))),
            missing: request.missing(),
        }
    }
}

/// Paper requests.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestList {
    /// In the order of urgency.
    pub items: Vec<RequestSummary>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A paper request, to the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestView {
    /// The line for lists.
    pub summary: RequestSummary,
    /// To be sent back with every change.
    pub version: u64,
    /// The evidence that came.
    pub evidence: Vec<Evidence>,
    /// The evidence that must come.
    pub needed: Vec<Evidence>,
    /// How many scanned pages came with it.
    pub scanned: usize,
    /// The printed form that it came on, where it came on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormKind>,
    /// The address that the letter states, where it is another than the account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Name of the account's contact person, masked.
    pub contact_name: String,
    /// The account's address, masked.
    pub account_email: String,
    /// Whether the account is closed to its holder.
    pub account_closed: bool,
    /// Who files for the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// The account's newest filings, to compare the papers with; for those who decide.
    pub filings: Vec<FilingSummary>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The day it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub decided_on: Option<Date>,
    /// What this reader may do now, as action names.
    pub actions: Vec<&'static str>,
    /// What happened to it, the first one first.
    pub history: Vec<EventView>,
}

impl RequestView {
    /// A paper request about this account, which has these filings, as this reader may see it.
    pub fn of(
        request: &PaperRequest,
        account: &Account,
        filings: &[Filing],
        history: &[Event<RequestEvent>],
        reader: &Actor,
        calendar: &Calendar,
        now: Timestamp,
    ) -> RequestView {
        RequestView {
            summary: RequestSummary::of(request, calendar, now),
            version: request.version,
            evidence: request.evidence.clone(),
            needed: request.kind.evidence(request.applicant).to_vec(),
            scanned: request.papers.iter().map(|papers| papers.pages.len()).sum(),
            form: request.form,
            // The reviewer who decides compares it with the letter; nobody else has to.
            email: request.email.as_ref().map(|email| match reader.role {
                Role::Reviewer if request.status() == RequestStatus::Received => email.clone(),
                _ => mask_email(email),
            }),
            contact_name: mask_name(&account.contact_name),
            account_email: mask_email(&account.email),
            account_closed: account.disabled_at.is_some(),
            category: account.category,
            // Those that the bureau knows of: a draft is its owner's alone.
            filings: filings
                .iter()
                .filter(|filing| reader.role != Role::Clerk && filing.is_seen_by(reader))
                .map(|filing| FilingSummary::of(filing, reader, calendar, now))
                .collect(),
            reason: match &request.state {
                RequestState::Refused { reason, .. } if reader.role != Role::Clerk => Some(reason.clone()),
                _ => None,
            },
            decided_on: request.decided_on(),
            actions: request.open_actions(reader),
            history: history.iter().map(|event| EventView::of(event, reader)).collect(),
        }
    }
}

/// The scanned pages of a paper request.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PapersView {
    /// In the order in which they came.
    pub pages: Vec<ScannedPageView>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ReceiveRequest ViewPapers ListRequests ShowRequest ReceiveEvidence DecideRequest RequestSummary
    RequestList RequestView PapersView
}
