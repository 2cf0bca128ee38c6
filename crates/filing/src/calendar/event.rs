//! The events of the calendar, each with its data.

use serde::{Deserialize, Serialize};

/// An event of the calendar. Each variant has the name of the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(CalendarEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of the calendar's event.")]
pub enum CalendarEvent {
    /// A supervisor proposed days off.
    ProposeCalendar {
        /// The notice that the days come from.
        source: String,
    },
    /// Another supervisor signed the proposed days off; they are in force from then on.
    SignCalendar {
        /// The notice that the days come from.
        source: String,
    },
    /// A supervisor withdrew the proposed days off.
    WithdrawCalendar {
        /// The notice that the days come from.
        source: String,
    },
}

impl CalendarEvent {
    /// The name of the event, without its data.
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
