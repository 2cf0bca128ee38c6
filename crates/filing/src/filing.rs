//! A filing 备案申请 is an owner's application to the bureau about its websites. Each change is a
//! [`Step`](crate::history::Step), which the store must commit.
//!
//! ```text
//! Draft ─submit→ WithProvider ─forward→ AwaitingSheet ─record-sheet→ UnderReview ─approve→ Approved
//!   ↑  return      │                                                    │  ↑
//!   └──────────────┘                 ReturnedToOwner / ReturnedToProvider  │ amend: straight back
//! ```

use crate::{
    claim::Claim,
    form::{About, FilingKind, Form},
    history::Context,
    identifier::{FilingId, ProviderId, Reference, Username},
};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeSet;

pub mod about_record;
pub mod action;
pub mod approval;
pub mod conflict;
pub mod draft;
pub mod event;
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
pub mod visibility;

pub use about_record::{CONFIRMATION, NewDeregistration, NewFiling, RecordSnapshot};
pub use action::FilingAction;
pub use event::{FilingEvent, FilingEventKind, FilingMeasure};
pub use reasons::ReturnReason;
pub use refusal::FilingRefusal;
pub use release::release_claims;
pub use review::ReturnTo;
pub use scans::{MAX_SCAN_BYTES, MAX_SCANS, Scan, file_name};
pub use state::{FilingStatus, Party, State};
pub use step::{FilingEffects, Publication, PublishedOrganizer, TakenNumber};
pub use verification_sheet::{SheetCheck, VerificationSheet};

/// An application of an owner to the bureau, from its draft to its approval, deregistration or deletion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Identifier of the filing.
    pub id: FilingId,
    /// The reference 受理号 for the telephone and for paper. It is not the filing number.
    pub reference: Reference,
    /// The number of changes so far. A write succeeds only if the stored filing still has the version that the writer
    /// read.
    pub version: u64,
    /// The kind of filing 备案类型, such as a first filing or a change.
    pub kind: FilingKind,
    /// The record or site that the filing is about; `None` for a first filing.
    pub about: Option<About>,
    /// User name of the owner's account.
    pub owner: Username,
    /// The time at which the filing was begun.
    pub created_at: Timestamp,
    /// The time of the last change.
    pub changed_at: Timestamp,
    /// The time at which the filing entered its present state.
    pub entered_at: Timestamp,
    /// Number of the event that brought the filing into its present state.
    pub entered_event: u32,
    /// The present state.
    pub state: State,
    /// The day of the first submission.
    pub submitted_on: Option<Date>,
    /// The day of the last forward or amendment. Each of them sends the filing to the bureau.
    pub forwarded_on: Option<Date>,
    /// The verification sheet 真实性核验单, once it has arrived.
    pub sheet: Option<VerificationSheet>,
    /// The claims 占用 that the filing holds: on domains, on a certificate, or on the organizer's record, which may have
    /// only one filing under way.
    pub claims: Vec<Claim>,
    /// The number of events in the history.
    pub events: u32,
    /// Hash of the last event. The next event is chained to it.
    pub last_hash: String,
    /// The application form as the applicant filled it in.
    pub form: Form,
    /// User name of the reviewer who took the filing up 领办.
    pub assignee: Option<Username>,
    /// User names of the accounts that submitted, corrected, forwarded or amended the filing. None of them may decide
    /// it. The names are shown to nobody.
    pub authors: BTreeSet<Username>,
    /// The scans of the filing.
    pub scans: Vec<Scan>,
    /// True if the form and the scans are loaded. Lists and reminders load a filing without them.
    pub is_whole: bool,
    /// The day on which the owner was warned that the draft will be deleted.
    pub expiry_warned_on: Option<Date>,
    /// True if the private data of the filing is erased.
    pub erased: bool,
    /// True if the scans that were removed before the approval are erased.
    pub scans_purged: bool,
    /// The day of the next retention step, as the last change computed it; see [`Filing::retain_on`].
    pub retained_until: Option<Date>,
    /// The day of the next reminder of the deadline, as the last change computed it; see
    /// [`Deadline::next_reminder_on`](crate::deadline::Deadline::next_reminder_on).
    pub next_reminder_on: Option<Date>,
}

impl Filing {
    /// Creates a filing with an empty form.
    pub(crate) fn blank(
        id: FilingId,
        reference: Reference,
        kind: FilingKind,
        owner: Username,
        context: &Context<'_>,
    ) -> Filing {
        Filing {
            id,
            reference,
            version: 0,
            kind,
            about: None,
            owner,
            created_at: context.at,
            changed_at: context.at,
            entered_at: context.at,
            entered_event: 0,
            state: State::Draft { reasons: Vec::new(), returned_by: None, written_by: None },
            submitted_on: None,
            forwarded_on: None,
            sheet: None,
            claims: Vec::new(),
            events: 0,
            last_hash: String::new(),
            is_whole: true,
            form: Form::default(),
            assignee: None,
            authors: BTreeSet::new(),
            scans: Vec::new(),
            expiry_warned_on: None,
            erased: false,
            scans_purged: false,
            retained_until: None,
            next_reminder_on: None,
        }
    }

    /// Returns the status: the name of the present state without its data.
    pub fn status(&self) -> FilingStatus {
        self.state.status()
    }

    /// Returns the access provider that takes part in the filing; `None` for a deleted filing and for a draft that only its
    /// owner knows.
    pub fn provider(&self) -> Option<ProviderId> {
        self.state.provider(self.chosen_provider())
    }

    /// Returns the access provider that the form names; `None` if it names none yet.
    pub fn chosen_provider(&self) -> Option<ProviderId> {
        ProviderId::parse(&self.form.access.provider).ok()
    }
}
