//! The events of a paper request, each with its data.

use crate::{
    calendar::Due,
    deadline::{EndedDeadline, MovedLastDay, Reminder, SentReminder},
    history::{EventData, EventName},
    paper::kind::{Evidence, RequestKind},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// An event of a paper request. Each variant is named after its cause: an action of a person, or a scheduled task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(RequestEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of a paper request's event.")]
pub enum RequestEvent {
    /// A clerk entered a paper request.
    ReceiveRequest(ArrivedEvidence),
    /// Further evidence for the request arrived.
    ReceiveEvidence(ArrivedEvidence),
    /// A clerk determined the evidence on scanned pages.
    SortPapers(ArrivedEvidence),
    /// A letter was removed from the request, because it belongs elsewhere.
    GiveBackPapers {
        /// The evidence that the request lost with the letter.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Evidence>,
        /// The evidence that is missing now.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        missing: Vec<Evidence>,
        /// The last day for the bureau's decision; absent while evidence is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// The clerk's reason.
        reason: String,
    },
    /// The bureau approved the request and made the requested change.
    ApproveRequest,
    /// The bureau refused the request.
    RefuseRequest {
        /// The reason, in the reviewer's words.
        reason: String,
    },
    /// A reminder of the deadline was sent.
    Remind(SentReminder),
    /// A change of the calendar moved the last day of the deadline.
    MoveDeadline(MovedLastDay),
    /// Private data was erased, because its retention period was over.
    Erase,
}

/// The evidence in an envelope, or on scanned pages that a clerk identified.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivedEvidence {
    /// The evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The evidence that is still missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Evidence>,
    /// The last day for the bureau's decision; absent while evidence is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The day on which the envelope arrived; absent if a clerk only identified pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<Date>,
    /// The reason for a day of arrival that differs from the day of entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The figures of a paper request's event for the statistics: its arrival or decision, and the time that it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestMeasure {
    /// The kind of request.
    pub kind: RequestKind,
    /// The deadline that ended with the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<EndedDeadline>,
}

impl RequestEvent {
    /// Returns the event's name without its data.
    pub fn kind(&self) -> RequestEventKind {
        self.into()
    }
}

impl EventData for RequestEvent {
    type Measure = RequestMeasure;

    fn name(&self) -> EventName {
        EventName::of(self.kind().into())
    }

    fn is_optional(&self) -> bool {
        matches!(
            self,
            RequestEvent::Remind(SentReminder { reminder: Reminder::Before | Reminder::Today, .. })
        )
    }
}
