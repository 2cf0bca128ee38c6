//! Paper requests 邮寄申请: what comes to the bureau by post, which evidence must be with it, and what becomes of it (§一.2).
//!
//! A clerk enters what the envelope held; a reviewer decides, once everything is there. The effect of an approval is saved
//! with it. Printing forms and reading scans is not here.

use crate::{
    calendar::{Due, local_date},
    deadline::Term,
    form::Applicant,
    history::{Actor, Role},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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

pub use cut::{Cut, UNREADABLE};
pub use decision::Object;
pub use event::{ArrivedEvidence, RequestEvent, RequestEventKind, RequestMeasure};
pub use evidence::{Envelope, MAX_PAPERS, Marked};
pub use kind::{Evidence, PaperKind};
pub use letter::{CaseOf, Piece, PieceLine, PieceState, Why};
pub use page::{PageFound, Papers, PieceSheet, Unfit};
pub use printed_form::{FORM_DAYS, FormCode, FormCodeProblem, FormKind, Named, PaperForm};
pub use refusal::PaperRefusal;
pub use reorder::Reordered;
pub use scan_batch::{
    FileStage, FileState, MAX_FILE_BYTES, MAX_FILE_PAGES, Part, ScanFile, UPLOAD_HOURS, Verdict,
};
pub use stack_order::{OrderFault, StackOrder};
pub use step::{Effect, RequestStep};

/// What a request asks about, where that is not the account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Subject {
    /// A filing that is in submission.
    Filing {
        /// Its identifier.
        id: String,
        /// Its reference 受理号.
        reference: String,
        /// Its domain.
        domain: String,
    },
    /// What is on file: one site, or the organizer and everything below it.
    Record {
        /// The organizer's filing number.
        organizer_number: String,
        /// Position of the site, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// The site's domain, where it is about one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        domain: Option<String>,
    },
}

/// Where a paper request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum RequestState {
    /// The bureau's move, or while evidence is missing the applicant's.
    Received {
        /// Until when the bureau decides; `None` while evidence is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        term: Option<Term>,
    },
    /// Nobody's move: what was asked for is done.
    Approved {
        /// The day.
        on: Date,
    },
    /// Nobody's move: it was not done, and the applicant was told why.
    Refused {
        /// The day.
        on: Date,
        /// Why, in the reviewer's words.
        reason: String,
    },
}

/// The state's name alone, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RequestStage {
    /// 待处理
    Received,
    /// 已办理
    Approved,
    /// 未予办理
    Refused,
}

/// What came by post.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperRequest {
    /// Identifier: 32 hex digits, made of who entered it and the command.
    pub id: String,
    /// The reference 受理号 that the applicant is told.
    pub reference: String,
    /// Counts the changes.
    pub version: u64,
    /// What is asked for.
    pub kind: PaperKind,
    /// User name of the account that it is about, or that holds what it is about.
    pub account: String,
    /// What it asks about, where that is not the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Subject>,
    /// Unit or individual.
    pub applicant: Applicant,
    /// The address that the form states, where it is not the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The printed form that it came on, where it came on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormKind>,
    /// When it was entered.
    pub entered_at: Timestamp,
    /// The day the newest envelope arrived.
    pub arrived_on: Date,
    /// The evidence that came, in the order of [`Evidence`]: what was entered, and what scanned pages show.
    pub evidence: Vec<Evidence>,
    /// What was entered without a scan, and the day on which it first arrived; `None` of a request from before this was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<BTreeMap<Evidence, Date>>,
    /// What was scanned of it, in the order in which it came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub papers: Vec<Papers>,
    /// User names of whoever entered what came: none of them decides it. Shown to nobody.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub enterers: BTreeSet<String>,
    /// Where it stands.
    pub state: RequestState,
    /// How many events there are.
    pub events: u32,
    /// Hash of the last event.
    pub head: String,
    /// The day on which retention has something to do with it, as the last step found.
    #[serde(skip)]
    pub retained_until: Option<Date>,
    /// The day on which somebody is reminded of its term, as the last step found.
    #[serde(skip)]
    pub look_on: Option<Date>,
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
    /// The state's name.
    pub fn stage(&self) -> RequestStage {
        match self.state {
            RequestState::Received { .. } => RequestStage::Received,
            RequestState::Approved { .. } => RequestStage::Approved,
            RequestState::Refused { .. } => RequestStage::Refused,
        }
    }

    /// What this actor may do now, as action names.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        match (self.stage(), actor.role) {
            (RequestStage::Received, Role::Clerk) => vec!["receive-evidence"],
            (RequestStage::Received, Role::Reviewer) if self.decided_by(actor).is_ok() => {
                vec!["decide-request"]
            }
            _ => Vec::new(),
        }
    }

    /// The day it was decided.
    pub fn decided_on(&self) -> Option<Date> {
        match self.state {
            RequestState::Received { .. } => None,
            RequestState::Approved { on } | RequestState::Refused { on, .. } => Some(on),
        }
    }

    /// Until when the bureau decides, once everything is there.
    pub fn due(&self) -> Option<Due> {
        self.term().and_then(Term::due)
    }

    /// The limit of time that runs, once everything is there.
    pub fn term(&self) -> Option<&Term> {
        match &self.state {
            RequestState::Received { term } => term.as_ref(),
            _ => None,
        }
    }

    /// Days since the newest envelope arrived.
    pub fn days_since(&self, now: Timestamp) -> i32 {
        (local_date(now) - self.arrived_on).get_days()
    }
}
