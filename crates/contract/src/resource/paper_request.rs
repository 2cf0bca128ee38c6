//! Paper requests 邮寄申请, which come by post (§一.2, §二.4, §二.5, §三).

use crate::resource::{
    filing::FilingSummary,
    history::EventView,
    letter::{Mark, ScannedPageView},
};
use beian_filing::{
    account::Account,
    calendar::{Calendar, Due, local_date},
    filing::Filing,
    form::{ApplicantKind, UserCategory},
    history::{Actor, Event, Role},
    identifier::{Reference, RequestId, Username},
    paper::{
        Evidence, PaperRequest, PrintedFormKind, RequestAction, RequestEvent, RequestKind, RequestState,
        RequestStatus, RequestSubject,
    },
    private::{mask_email, mask_name},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A clerk's mark on a scanned page of a paper request: the evidence that the page shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaperMark {
    /// Identifier of the scan batch.
    pub batch_id: String,
    /// Number of the page in the scan batch, from 1.
    pub page: u16,
    /// The evidence; left out if the page shows none.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// Enters a paper request that came by post.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiveRequest {
    /// Kind of the paper request.
    pub kind: RequestKind,
    /// User name of the account, if the letter states it.
    #[serde(default)]
    pub username: Option<String>,
    /// To recover an account without a user name, a domain that a filing of the account holds; to delete or deregister, the domain that
    /// the request is about.
    #[serde(default)]
    pub domain: Option<String>,
    /// To delete or deregister: the reference 受理号 of the filing that the request is about.
    #[serde(default)]
    pub reference: Option<String>,
    /// To deregister: the filing number of the site or organizer that the request is about.
    #[serde(default)]
    pub number: Option<String>,
    /// Kind of applicant, if the sender is not the holder of the account, such as the present owner of a domain.
    #[serde(default)]
    pub applicant: Option<ApplicantKind>,
    /// Email address in the letter, if it differs from the account's address.
    #[serde(default)]
    pub email: Option<String>,
    /// Day on which the envelope arrived, `YYYY-MM-DD`; today if left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Evidence in the envelope. At least one entry is required.
    pub evidence: Vec<Evidence>,
    /// Identifier of the letter of scanned post that contained the request. The letter is filed with the request.
    #[serde(default)]
    pub letter_id: Option<String>,
    /// Marks on pages of the letter that show other evidence than is known of them; only with `letter_id`.
    #[serde(default)]
    pub marks: Vec<Mark>,
}

/// Shows the scanned pages of a paper request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewPapers {
    /// Identifier of the paper request.
    pub request_id: String,
}

/// Lists the undecided paper requests, the most urgent first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListRequests {
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Shows a paper request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowRequest {
    /// Identifier of the paper request.
    pub request_id: String,
}

/// Enters evidence that arrived later.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceiveEvidence {
    /// Identifier of the paper request.
    pub request_id: String,
    /// Version of the paper request that the change is based on.
    pub version: u64,
    /// Day on which the envelope arrived, `YYYY-MM-DD`; today if left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Evidence in the envelope; may be empty if `marks` is not.
    pub evidence: Vec<Evidence>,
    /// Marks on scanned pages of the request that show other evidence than is known of them.
    #[serde(default)]
    pub marks: Vec<PaperMark>,
}

/// Decides a paper request.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DecideRequest {
    /// Identifier of the paper request.
    pub request_id: String,
    /// Version of the paper request that the change is based on.
    pub version: u64,
    /// True to approve the request and do what it asks for; false to refuse it.
    pub approve: bool,
    /// Reason for a refusal, in 2 to 200 characters; required for a refusal.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A paper request as a line of a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestSummary {
    /// Identifier of the paper request.
    pub id: RequestId,
    /// Reference 受理号 of the paper request, for the applicant.
    pub reference: Reference,
    /// Kind of the paper request.
    pub kind: RequestKind,
    /// Status of the paper request.
    pub status: RequestStatus,
    /// User name of the account that the request is about, or that owns the filing or record that the request is about.
    pub account: Username,
    /// The filing or record that the request is about; absent if it is about the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<RequestSubject>,
    /// Kind of applicant: a unit or an individual.
    pub applicant: ApplicantKind,
    /// Day on which the newest envelope arrived.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub arrived_on: Date,
    /// Last day for the bureau's decision; absent while evidence is missing, and after the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Number of working days by which the decision is late; 0 if it is in time.
    pub late_days: u32,
    /// Evidence that is missing.
    pub missing: Vec<Evidence>,
}

impl RequestSummary {
    /// Builds the line of a paper request.
    pub fn of(request: &PaperRequest, calendar: &Calendar, now: Timestamp) -> RequestSummary {
        let due = request.due();
        RequestSummary {
            id: request.id,
            reference: request.reference,
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

/// A page of paper requests.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestList {
    /// The paper requests, the most urgent first.
    pub items: Vec<RequestSummary>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A paper request, for the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RequestView {
    /// The paper request as a line of a list.
    pub summary: RequestSummary,
    /// Version of the paper request, which every change must send back.
    pub version: u64,
    /// Evidence that has arrived.
    pub evidence: Vec<Evidence>,
    /// Evidence that the request needs.
    pub needed: Vec<Evidence>,
    /// Number of scanned pages of the request.
    pub scanned: usize,
    /// Kind of the printed form that the request came on; absent if it came on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<PrintedFormKind>,
    /// Email address in the letter, if it differs from the account's address; absent otherwise. It is masked, except for a reviewer
    /// before the decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Name of the account's contact person, masked.
    pub contact_name: String,
    /// Email address of the account, masked.
    pub account_email: String,
    /// True if the account is disabled.
    pub account_closed: bool,
    /// User category 用户类别 of the account, which is the party that files; absent if the account has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<UserCategory>,
    /// The newest filings of the account, for a comparison with the papers; empty for clerks.
    pub filings: Vec<FilingSummary>,
    /// Reason of the refusal; absent if the request is not refused, and for clerks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Day of the decision; absent before it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub decided_on: Option<Date>,
    /// The actions that this reader may take now.
    pub actions: Vec<RequestAction>,
    /// Events of the paper request, the oldest first.
    pub history: Vec<EventView>,
}

impl RequestView {
    /// Builds the view of a paper request for this reader, with the account that the request is about and its filings.
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
            // Only the reviewer who decides must compare the address with the letter.
            email: request.email.as_ref().map(|email| match reader.role {
                Role::Reviewer if request.status() == RequestStatus::Received => email.clone(),
                _ => mask_email(email),
            }),
            contact_name: mask_name(&account.contact_name),
            account_email: mask_email(&account.email),
            account_closed: account.disabled_at.is_some(),
            category: account.category,
            // The bureau may not know of drafts.
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
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PapersView {
    /// The pages, in the order of their arrival.
    pub pages: Vec<ScannedPageView>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ReceiveRequest ViewPapers ListRequests ShowRequest ReceiveEvidence DecideRequest RequestSummary
    RequestList RequestView PapersView
}
