//! The events of a paper request, each with its data.

use crate::{
    calendar::Due,
    deadline::{Ended, MovedDeadline, Reminded, Reminder},
    history::{EventData, EventName},
    paper::kind::{Evidence, PaperKind},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What happened to a paper request. A variant is named as the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(RequestEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of a paper request's event.")]
pub enum RequestEvent {
    /// A paper request was entered.
    ReceiveRequest(ArrivedEvidence),
    /// Evidence for a paper request came later.
    ReceiveEvidence(ArrivedEvidence),
    /// Somebody said what scanned pages show.
    SortPapers(ArrivedEvidence),
    /// A letter that was filed with the request was given back, because it belongs elsewhere.
    GiveBackPapers {
        /// The evidence that went with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        evidence: Vec<Evidence>,
        /// The evidence that is missing since.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        missing: Vec<Evidence>,
        /// Until when the bureau decides; absent while evidence is missing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        due: Option<Due>,
        /// Why, in the clerk's words.
        reason: String,
    },
    /// The bureau did what the request asked for.
    ApproveRequest,
    /// The bureau did not do what the request asked for.
    RefuseRequest {
        /// Why, in the reviewer's words.
        reason: String,
    },
    /// Somebody was reminded of the deadline.
    Remind(Reminded),
    /// The last day of the deadline moved with the calendar.
    MoveDeadline(MovedDeadline),
    /// Private data was erased, because its retention period was over.
    Erase,
}

/// The evidence that an envelope held, or that scanned pages were said to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivedEvidence {
    /// The evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The evidence that is still missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Evidence>,
    /// Until when the bureau decides; absent while evidence is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The day the envelope arrived; absent where pages alone were looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<Date>,
    /// Why that is another day than the one on which it was entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What statistics count of a paper request's event: that it came, or was decided, and how long that took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestMeasure {
    /// What the request asks for.
    pub kind: PaperKind,
    /// The deadline that ended with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Ended>,
}

impl RequestEvent {
    /// Its name without its data.
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
        matches!(self, RequestEvent::Remind(Reminded { reminder: Reminder::Before | Reminder::Today, .. }))
    }
}
