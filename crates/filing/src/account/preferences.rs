//! Preferences: the optional letters that an account's holder has switched off.

use crate::history::EventData;
use serde::{Deserialize, Serialize};

/// Optional letters that an account's holder wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Reminders up to the day on which a deadline ends.
    pub reminders: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences { reminders: true }
    }
}

impl Preferences {
    pub(super) fn is_default(&self) -> bool {
        *self == Preferences::default()
    }

    /// Whether the letter about this event is to be sent.
    pub fn want(self, event: &impl EventData) -> bool {
        self.reminders || !event.is_optional()
    }
}
