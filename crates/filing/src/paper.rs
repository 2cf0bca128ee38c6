//! Paper requests 邮寄申请: applications that reach the bureau by post, the evidence that each needs, and the decision on
//! them (§一.2).
//!
//! A clerk enters the content of the envelope. A reviewer decides once all evidence is there. The effect of an approval
//! is saved together with it. This module neither prints forms nor reads scans.

use crate::{
    calendar::{Due, local_date},
    deadline::Deadline,
    form::ApplicantKind,
    identifier::{FilingId, OrganizerNumber, Reference, RequestId, Username},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub mod action;
pub mod cut;
pub mod decision;
pub mod event;
pub mod evidence;
pub mod kind;
pub mod letter;
pub mod page;
pub mod printed_form;
pub mod refusal;
pub mod reminders;
pub mod reorder;
pub mod retention;
pub mod scan_batch;
pub mod stack_order;
pub mod step;
#[cfg(test)]
mod tests;

pub use action::RequestAction;
pub use cut::{CutBatch, UNREADABLE};
pub use decision::RequestTarget;
pub use event::{ArrivedEvidence, RequestEvent, RequestEventKind, RequestMeasure};
pub use evidence::{Envelope, MAX_REQUEST_PAGES, MarkedPage, ReceivedRequest};
pub use kind::{Evidence, RequestKind};
pub use letter::{IncomingLetter, LetterCase, LetterLine, LetterState, UnmatchedReason};
pub use page::{LetterPages, PageFindings, RejectReason, ScannedPage};
pub use printed_form::{FORM_DAYS, FormCode, FormCodeProblem, PaperForm, PrintedFormKind, PrintedNames};
pub use refusal::PaperRefusal;
pub use reorder::ReorderedBatch;
pub use scan_batch::{
    BatchFile, BatchState, BatchStatus, MAX_FILE_BYTES, MAX_FILE_PAGES, MalwareVerdict, ScanBatch,
    UPLOAD_HOURS,
};
pub use stack_order::{OrderFault, StackOrder};
pub use step::RequestEffects;

/// The filing or record that a request is about, if it is not about an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RequestSubject {
    /// A filing in submission.
    Filing {
        /// Identifier of the filing.
        id: FilingId,
        /// Reference 受理号 of the filing.
        reference: Reference,
        /// Domain of the filing's site.
        domain: String,
    },
    /// A record: one site, or the organizer with all its sites.
    Record {
        /// The organizer's filing number.
        organizer_number: OrganizerNumber,
        /// Position of the site, if the request is about one site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// Domain of the site, if the request is about one site.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
    },
}

/// The state of a paper request, with its data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum RequestState {
    /// The bureau decides, or the applicant sends the missing evidence.
    Received {
        /// The deadline of the decision; `None` while evidence is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deadline: Option<Deadline>,
    },
    /// The bureau approved the request and made the requested change.
    Approved {
        /// The day of the decision.
        on: Date,
    },
    /// The bureau refused the request and notified the applicant of the reason.
    Refused {
        /// The day of the decision.
        on: Date,
        /// The reason, in the reviewer's words.
        reason: String,
    },
}

/// The state's name alone, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RequestStatus {
    /// 待处理: the request waits for evidence or for the decision.
    Received,
    /// 已办理: the bureau approved the request.
    Approved,
    /// 未予办理: the bureau refused the request.
    Refused,
}

/// A paper request 邮寄申请, which a clerk entered and a reviewer decides.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRequest {
    /// Identifier of the request.
    pub id: RequestId,
    /// The reference 受理号, which the applicant gets.
    pub reference: Reference,
    /// The number of changes so far.
    pub version: u64,
    /// The kind of request.
    pub kind: RequestKind,
    /// User name of the account that the request is about, or that owns the filing or record that the request is about.
    pub account: Username,
    /// The filing or record that the request is about; `None` if it is about the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<RequestSubject>,
    /// The kind of applicant: a unit or an individual.
    pub applicant: ApplicantKind,
    /// The email address on the form, if it differs from the account's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The kind of the printed form that the request came on, if it came on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<PrintedFormKind>,
    /// The time at which a clerk entered the request.
    pub entered_at: Timestamp,
    /// The day on which the newest envelope arrived.
    pub arrived_on: Date,
    /// The evidence that came, in the order of [`Evidence`]. A clerk entered it, or scanned pages show it.
    pub evidence: Vec<Evidence>,
    /// The evidence that a clerk entered without a scan, with the day on which each paper first arrived; `None` for a
    /// request that is older than this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manually_entered: Option<BTreeMap<Evidence, Date>>,
    /// The scanned pages, letter by letter, in the order in which the letters were filed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<LetterPages>,
    /// User names of the accounts that entered the request or its evidence. None of them may decide it. The names are
    /// shown to nobody.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub entered_by: BTreeSet<Username>,
    /// The present state.
    pub state: RequestState,
    /// The number of events in the history.
    pub events: u32,
    /// Hash of the last event. The next event is chained to it.
    pub last_hash: String,
    /// The day of the next retention step, as the last change computed it.
    #[serde(skip)]
    pub retained_until: Option<Date>,
    /// The day of the next reminder of the deadline, as the last change computed it.
    #[serde(skip)]
    pub next_reminder_on: Option<Date>,
}

impl std::fmt::Debug for PaperRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("PaperRequest")
            .field("reference", &self.reference)
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl PaperRequest {
    /// Returns the state's name.
    pub fn status(&self) -> RequestStatus {
        match self.state {
            RequestState::Received { .. } => RequestStatus::Received,
            RequestState::Approved { .. } => RequestStatus::Approved,
            RequestState::Refused { .. } => RequestStatus::Refused,
        }
    }

    /// Returns the day of the decision.
    pub fn decided_on(&self) -> Option<Date> {
        match self.state {
            RequestState::Received { .. } => None,
            RequestState::Approved { on } | RequestState::Refused { on, .. } => Some(on),
        }
    }

    /// Returns the last day for the bureau's decision; `None` while evidence is missing.
    pub fn due(&self) -> Option<Due> {
        self.deadline().and_then(Deadline::due)
    }

    /// Returns the running deadline; `None` while evidence is missing and after the decision.
    pub fn deadline(&self) -> Option<&Deadline> {
        match &self.state {
            RequestState::Received { deadline } => deadline.as_ref(),
            _ => None,
        }
    }

    /// Returns the number of calendar days since the newest envelope arrived.
    pub fn days_since_arrival(&self, now: Timestamp) -> i32 {
        (local_date(now) - self.arrived_on).get_days()
    }
}
