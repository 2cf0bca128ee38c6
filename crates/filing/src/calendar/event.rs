//! The events of the calendar, each with its data.

use serde::{Deserialize, Serialize};

/// What happened to the calendar. A variant is named as the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(CalendarEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of the calendar's event.")]
pub enum CalendarEvent {
    /// Days off were proposed.
    ProposeCalendar {
        /// The notice that they come from.
        source: String,
    },
    /// Another supervisor signed the proposed days off; they hold from then on.
    SignCalendar {
        /// The notice that they come from.
        source: String,
    },
    /// Proposed days off were taken back.
    WithdrawCalendar {
        /// The notice that they came from.
        source: String,
    },
}

impl CalendarEvent {
    /// Its name without its data.
    pub fn kind(&self) -> CalendarEventKind {
        self.into()
    }

    /// The notice that the days off come from.
    pub fn source(&self) -> &str {
        match self {
            CalendarEvent::ProposeCalendar { source }
            | CalendarEvent::SignCalendar { source }
            | CalendarEvent::WithdrawCalendar { source } => source,
        }
    }
}
