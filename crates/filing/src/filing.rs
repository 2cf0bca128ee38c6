//! A filing 备案申请 and its life. Every change is a [`Step`], which must be committed.
//!
//! ```text
//! Draft ─submit→ WithProvider ─forward→ AwaitingSheet ─record-sheet→ UnderReview ─approve→ Approved
//!   ↑  return      │                                                    │  ↑
//!   └──────────────┘                 ReturnedToOwner / ReturnedToProvider  │ amend: straight back
//! ```

use crate::{
    claim::Claim,
    form::{About, Form, Kind},
    history::Moment,
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeSet;

pub mod about_record;
pub mod approval;
pub mod conflict;
pub mod draft;
pub mod event;
pub mod permissions;
pub mod reasons;
pub mod refusal;
pub mod release;
pub mod reminders;
pub mod retention;
pub mod review;
pub mod scans;
pub mod standing;
pub mod state;
pub mod step;
pub mod submission;
#[cfg(test)]
mod tests;
pub mod verification_sheet;

pub use about_record::{Base, CONFIRMATION};
pub use event::{FilingEvent, FilingEventKind, FilingMeasure};
pub use reasons::Reason;
pub use refusal::FilingRefusal;
pub use release::released;
pub use scans::{MAX_SCAN_BYTES, MAX_SCANS, Scan, file_name};
pub use state::{Mover, Stage, State};
pub use step::{Issue, Step};
pub use verification_sheet::{Sheet, SheetCheck};

/// An order in progress, or what it became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Identifier: 32 hex digits, made of who began it and the command, so that a repeated command finds it.
    pub id: String,
    /// The reference that is told on the telephone and printed on paper 受理号.
    pub reference: String,
    /// Counts the changes; a write is guarded with the one it believed.
    pub version: u64,
    /// What is asked for.
    pub kind: Kind,
    /// What on file it is about; `None` for a first filing.
    pub about: Option<About>,
    /// Account of the owner.
    pub owner: String,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it last changed.
    pub changed_at: Timestamp,
    /// When it came to where it stands.
    pub entered_at: Timestamp,
    /// Number of the event that brought it there.
    pub entered_event: u32,
    /// Where it stands.
    pub state: State,
    /// The day it was submitted first.
    pub submitted_on: Option<Date>,
    /// The day of the last forward or resubmission to the bureau.
    pub forwarded_on: Option<Date>,
    /// That the verification sheet arrived.
    pub sheet: Option<Sheet>,
    /// What it holds.
    pub claims: Vec<Claim>,
    /// How many events there are.
    pub events: u32,
    /// Hash of the last event.
    pub head: String,
    /// What the applicant wrote.
    pub form: Form,
    /// User name of the reviewer who took it up 领办.
    pub assignee: Option<String>,
    /// User names of whoever submitted, corrected, forwarded or amended it: none of them decides it. Shown to nobody.
    pub authors: BTreeSet<String>,
    /// The scans with it.
    pub scans: Vec<Scan>,
    /// Whether the form and the scans are all that there is of them; lists and reminders do without.
    pub is_whole: bool,
    /// The day its owner was told that the draft will go.
    pub warned_on: Option<Date>,
    /// Whether what was private of it is erased.
    pub erased: bool,
    /// Whether scans that were taken out before the approval are erased.
    pub tidied: bool,
    /// The day on which retention has something to do with it, as the last step found; see [`Filing::retain_on`].
    pub retained_until: Option<Date>,
    /// The day on which somebody is reminded of its term, as the last step found; see [`Term::look_on`].
    pub look_on: Option<Date>,
}

impl Filing {
    /// A filing in which nothing is written yet.
    pub(crate) fn blank(
        id: String,
        reference: String,
        kind: Kind,
        owner: String,
        moment: &Moment<'_>,
    ) -> Filing {
        Filing {
            id,
            reference,
            version: 0,
            kind,
            about: None,
            owner,
            created_at: moment.at,
            changed_at: moment.at,
            entered_at: moment.at,
            entered_event: 0,
            state: State::Draft { reasons: Vec::new(), returned_by: None, written_by: None },
            submitted_on: None,
            forwarded_on: None,
            sheet: None,
            claims: Vec::new(),
            events: 0,
            head: String::new(),
            is_whole: true,
            form: Form::default(),
            assignee: None,
            authors: BTreeSet::new(),
            scans: Vec::new(),
            warned_on: None,
            erased: false,
            tidied: false,
            retained_until: None,
            look_on: None,
        }
    }

    /// The state's name.
    pub fn stage(&self) -> Stage {
        self.state.stage()
    }

    /// The access provider that has a part in it.
    pub fn provider(&self) -> Option<&str> {
        self.state.provider(&self.form.access.provider)
    }
}
