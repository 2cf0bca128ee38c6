//! Reminders of a deadline, its pauses, and how events keep them.

use crate::{calendar::Due, policy::Limit};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Somebody is told of a term, each of these once, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Reminder {
    /// Some working days before the last one.
    Before,
    /// On the last day.
    Today,
    /// On the working day after it.
    Late,
    /// To the supervisor, some working days after it.
    Escalated,
}

impl Reminder {
    /// Every reminder, in its order.
    pub const ALL: [Reminder; 4] = [Reminder::Before, Reminder::Today, Reminder::Late, Reminder::Escalated];
}

/// Time of a review that does not count 中止计时.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pause {
    /// Code of the reason (data/pause-reasons.json).
    pub reason: String,
    /// The day it began, which still counts.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub from: Date,
    /// The day on which it should end, as the applicant was told.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub expected_on: Date,
    /// The day it ended, which does not count; `None` while it lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
}

impl Pause {
    pub(super) fn covers(&self, day: Date) -> bool {
        day > self.from && self.until.is_none_or(|until| day <= until)
    }
}

/// The deadline that runs once something reached the bureau, as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningDeadline {
    /// Which one; absent where none runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Its last day; absent while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// That somebody was reminded of a deadline, as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminded {
    /// Which deadline.
    pub limit: Limit,
    /// Which reminder it was.
    pub reminder: Reminder,
    /// The last day; absent while it is paused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// That the last day of a deadline moved with the calendar, as an event keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedDeadline {
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The last day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Due>,
}
