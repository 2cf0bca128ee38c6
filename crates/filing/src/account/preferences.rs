//! Preferences: the letters that an account's holder does without.

use crate::history::EventData;
use serde::{Deserialize, Serialize};

/// Which letters an account's holder wants, of those that one can do without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preferences {
    /// Reminders before a day on which something ends.
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
