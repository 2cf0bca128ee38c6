//! The events of a filing, each with its data.

use crate::{
    calendar::Due,
    deadline::{Ended, MovedDeadline, Pause, Reminded, Reminder, RunningDeadline},
    filing::reasons::Reason,
    form::{Change, DocumentKind, Kind},
    history::{EventData, EventName},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened to a filing. A variant is named as the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(FilingEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of a filing's event.")]
pub enum FilingEvent {
    /// A draft was begun.
    StartFiling {
        /// Filing number of the site or organizer on file that it is about; absent for a first filing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// The draft was discarded, or a deregistration withdrawn.
    Discard,
    /// A scan was added.
    AttachScan {
        /// The document that it shows.
        document: DocumentKind,
    },
    /// A scan was taken out.
    RemoveScan {
        /// The document that it showed.
        document: DocumentKind,
    },
    /// The filing was submitted to its access provider.
    Submit {
        /// Until when the provider should check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// For a change of a record: the fields that differ from it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<Change>,
    },
    /// The access provider corrected fields on the owner's behalf.
    Correct {
        /// The fields that changed.
        changes: Vec<Change>,
    },
    /// The access provider returned the filing to its owner.
    ReturnFiling {
        /// Why it came back.
        reasons: Vec<Reason>,
    },
    /// The access provider forwarded the filing to the bureau.
    Forward {
        /// The deadline that runs from then on.
        deadline: RunningDeadline,
    },
    /// The bureau recorded that the verification sheet arrived.
    RecordSheet {
        /// The day it arrived.
        arrived_on: Date,
        /// Why that is another day than the one on which it was recorded.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The deadline that runs from then on.
        deadline: RunningDeadline,
    },
    /// A reviewer saw that the verification sheet is signed and sealed.
    ConfirmSheet {
        /// The day the sheet arrived.
        arrived_on: Date,
    },
    /// A reviewer saw that the verification sheet lacks a signature or a seal, and asked for another.
    RefuseSheet {
        /// What it lacks, in the reviewer's words.
        reason: String,
        /// Until when the next sheet should arrive.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The bureau approved; numbers were issued.
    Approve {
        /// The site's filing number, or the organizer's where it is about no site.
        number: String,
    },
    /// The bureau returned the filing to its owner.
    ReturnToOwner {
        /// Why it came back.
        reasons: Vec<Reason>,
    },
    /// The bureau returned the filing to the access provider.
    ReturnToProvider {
        /// Why it came back.
        reasons: Vec<Reason>,
    },
    /// The returned fields were amended; the filing went straight back to the bureau.
    Amend {
        /// The fields that changed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<Change>,
        /// The deadline that runs from then on.
        deadline: RunningDeadline,
    },
    /// A record that it put on file was deregistered.
    Deregister {
        /// The site's filing number, or the organizer's where it is about no site.
        number: String,
    },
    /// The owner of a draft was told that it will go, because nobody writes on it.
    WarnDraft {
        /// The day on which it goes.
        due: Due,
    },
    /// A draft went on which nobody wrote.
    ExpireDraft,
    /// Private data was erased, because its retention period was over.
    Erase,
    /// A deregistration was asked for; its owner confirms it with a code.
    AskDeregistration {
        /// Filing number of the site or organizer.
        number: String,
        /// Why, in the words of who asked.
        reason: String,
        /// Until when the provider should check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The owner confirmed a deregistration.
    ConfirmDeregistration {
        /// Until when the provider should check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The bureau deleted a submission because a paper request asked for it.
    DeleteSubmission {
        /// Reference of the paper request.
        reference: String,
    },
    /// Somebody was reminded of the deadline.
    Remind(Reminded),
    /// The last day of the deadline moved with the calendar.
    MoveDeadline(MovedDeadline),
    /// A reviewer took the filing up.
    TakeUp {
        /// User name of the reviewer; shown to the bureau alone.
        assignee: String,
    },
    /// The filing was handed over to another reviewer, or to nobody.
    HandOver {
        /// User name of the next reviewer; shown to the bureau alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<String>,
    },
    /// The review was paused for a named reason.
    PauseReview {
        /// Since when, why and until when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pause: Option<Pause>,
    },
    /// The review went on.
    ResumeReview {
        /// The pause that ended; absent where it ended on the day on which it began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pause: Option<Pause>,
        /// Until when the bureau decides.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The day on which the verification sheet arrived was corrected.
    CorrectArrival {
        /// The day it arrived.
        arrived_on: Date,
        /// Why, in the clerk's words.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// Until when the bureau decides; absent while the review is paused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// Until when it was to decide before.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Due>,
    },
}

/// What statistics count of a filing's event: that a submitted filing came elsewhere, and how long that took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingMeasure {
    /// What the filing asks for.
    pub kind: Kind,
    /// Whether the filing had been submitted before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub again: bool,
    /// The deadline that ended with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
    /// Working days since the first submission; at the approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<u32>,
}

impl FilingEvent {
    /// The reasons with which the filing came back; empty for every other event.
    pub fn reasons(&self) -> &[Reason] {
        if let FilingEvent::ReturnFiling { reasons }
        | FilingEvent::ReturnToOwner { reasons }
        | FilingEvent::ReturnToProvider { reasons } = self
        {
            reasons
        } else {
            &[]
        }
    }

    /// Its name without its data.
    pub fn kind(&self) -> FilingEventKind {
        self.into()
    }
}

impl EventData for FilingEvent {
    type Measure = FilingMeasure;

    fn name(&self) -> EventName {
        EventName::of(self.kind().into())
    }

    fn is_optional(&self) -> bool {
        matches!(self, FilingEvent::Remind(Reminded { reminder: Reminder::Before | Reminder::Today, .. }))
    }
}
