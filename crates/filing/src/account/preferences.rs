//! Preferences 提醒设置: the optional notices that an account's holder wants.

use crate::history::EventData;
use serde::{Deserialize, Serialize};

/// The optional notices that an account's holder wants.
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

    /// Whether the holder wants the notice about this event.
    pub fn want(self, event: &impl EventData) -> bool {
        self.reminders || !event.is_optional()
    }
}
