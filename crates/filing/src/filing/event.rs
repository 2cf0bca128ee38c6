//! The events of a filing, each with its data.

use crate::{
    calendar::Due,
    deadline::{EndedDeadline, MovedLastDay, Pause, Reminder, SentReminder, StartedDeadline},
    filing::reasons::ReturnReason,
    form::{DocumentKind, FieldChange, FilingKind},
    history::{EventData, EventName},
    identifier::{FilingNumber, Reference, Username},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An event of a filing. Each variant is named after its cause: an action of a person, or a scheduled task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(FilingEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of a filing's event.")]
pub enum FilingEvent {
    /// A draft was begun.
    StartFiling {
        /// Filing number of the site or organizer that the filing is about; absent for a first filing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<FilingNumber>,
    },
    /// The draft was discarded, or the deregistration was withdrawn.
    Discard,
    /// A scan was added.
    AttachScan {
        /// The document that the scan shows.
        document: DocumentKind,
    },
    /// A scan was removed.
    RemoveScan {
        /// The document that the scan showed.
        document: DocumentKind,
    },
    /// The filing was submitted to its access provider.
    Submit {
        /// The last day for the provider's check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// The fields that differ from the record, for a change of a record.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<FieldChange>,
    },
    /// The access provider corrected fields on the owner's behalf.
    Correct {
        /// The fields that changed.
        changes: Vec<FieldChange>,
    },
    /// The access provider returned the filing to its owner.
    ReturnFiling {
        /// The returned fields, each with its reason.
        reasons: Vec<ReturnReason>,
    },
    /// The access provider forwarded the filing to the bureau.
    Forward {
        /// The deadline that begins with the forward.
        deadline: StartedDeadline,
    },
    /// The bureau recorded that the verification sheet arrived.
    RecordSheet {
        /// The day on which the sheet arrived.
        arrived_on: Date,
        /// The clerk's reason for a day of arrival that differs from the day of recording.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The deadline that runs after the arrival.
        deadline: StartedDeadline,
    },
    /// A reviewer saw that the verification sheet is signed and sealed.
    ConfirmSheet {
        /// The day on which the sheet arrived.
        arrived_on: Date,
    },
    /// A reviewer saw that the verification sheet lacks a signature or a seal, and asked for another.
    RefuseSheet {
        /// The missing signature or seal, in the reviewer's words.
        reason: String,
        /// The last day for the arrival of the next sheet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The bureau approved the filing and issued its numbers.
    Approve {
        /// The site's filing number, or the organizer's if the filing is about no site.
        number: FilingNumber,
    },
    /// The bureau returned the filing to its owner.
    ReturnToOwner {
        /// The returned fields, each with its reason.
        reasons: Vec<ReturnReason>,
    },
    /// The bureau returned the filing to the access provider.
    ReturnToProvider {
        /// The returned fields, each with its reason.
        reasons: Vec<ReturnReason>,
    },
    /// The returned fields were amended; the filing went straight back to the bureau.
    Amend {
        /// The fields that changed.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<FieldChange>,
        /// The deadline that begins with the amendment.
        deadline: StartedDeadline,
    },
    /// A site or organizer that the filing put on file was deregistered.
    Deregister {
        /// The site's filing number, or the organizer's if the filing is about no site.
        number: FilingNumber,
    },
    /// The owner was warned that the draft will be deleted, because nobody has changed it for a long time.
    WarnDraft {
        /// The day of the deletion.
        due: Due,
    },
    /// The draft was deleted, because nobody had changed it for a long time.
    ExpireDraft,
    /// Private data was erased, because its retention period was over.
    Erase,
    /// A deregistration was requested. Its owner confirms it with a code.
    AskDeregistration {
        /// Filing number of the site or organizer.
        number: FilingNumber,
        /// The reason, in the words of the account that requested the deregistration.
        reason: String,
        /// The last day for the provider's check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The owner confirmed a deregistration.
    ConfirmDeregistration {
        /// The last day for the provider's check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// The bureau deleted a submission because a paper request asked for it.
    DeleteSubmission {
        /// Reference of the paper request.
        reference: Reference,
    },
    /// A reminder of the deadline was sent.
    Remind(SentReminder),
    /// A change of the calendar moved the last day of the deadline.
    MoveDeadline(MovedLastDay),
    /// A reviewer took the filing up.
    TakeUp {
        /// User name of the reviewer; shown to the bureau alone.
        assignee: Username,
    },
    /// The filing was handed over to another reviewer, or to nobody.
    HandOver {
        /// User name of the next reviewer; shown to the bureau alone.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        assignee: Option<Username>,
    },
    /// The review was paused for a named reason.
    PauseReview {
        /// The pause: its first day, its reason and its expected end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pause: Option<Pause>,
    },
    /// The paused review was resumed.
    ResumeReview {
        /// The pause that ended; absent if it ended on the day on which it began.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pause: Option<Pause>,
        /// The last day for the bureau's decision.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
    },
    /// A clerk corrected the day on which the verification sheet arrived.
    CorrectArrival {
        /// The corrected day of arrival.
        arrived_on: Date,
        /// The clerk's reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The last day for the bureau's decision; absent while the review is paused.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// The last day for the bureau's decision before the correction.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        was: Option<Due>,
    },
}

/// The figures of a filing's event for the statistics: the change of state of a submitted filing, and the time that it
/// took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilingMeasure {
    /// The kind of the filing.
    pub kind: FilingKind,
    /// True for a submission of a filing that had been submitted before; false for every other event.
    #[serde(default, rename = "again", skip_serializing_if = "std::ops::Not::not")]
    pub is_resubmission: bool,
    /// The deadline that ended with the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<EndedDeadline>,
    /// The number of working days from the first submission to the approval; absent for other events.
    #[serde(default, rename = "whole", skip_serializing_if = "Option::is_none")]
    pub days_from_submission: Option<u32>,
}

impl FilingEvent {
    /// Returns the reasons of a return; empty for every other event.
    pub fn reasons(&self) -> &[ReturnReason] {
        if let FilingEvent::ReturnFiling { reasons }
        | FilingEvent::ReturnToOwner { reasons }
        | FilingEvent::ReturnToProvider { reasons } = self
        {
            reasons
        } else {
            &[]
        }
    }

    /// Returns the event's name without its data.
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
        matches!(self, FilingEvent::Remind(SentReminder { reminder: Reminder::Before | Reminder::Today, .. }))
    }
}
