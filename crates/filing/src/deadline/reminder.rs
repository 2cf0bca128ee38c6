//! Reminders and pauses of a deadline, and the data that events keep about them.

use crate::{calendar::Due, policy::DeadlineKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A reminder of a deadline. Each is sent once, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Reminder {
    /// The reminder some working days before the last day.
    Before,
    /// The reminder on the last day.
    Today,
    /// The reminder on the first working day after the last day.
    Late,
    /// The reminder to the supervisor, some working days after the last day.
    Escalated,
}

impl Reminder {
    /// Every reminder, in the order of their days.
    pub const ALL: [Reminder; 4] = [Reminder::Before, Reminder::Today, Reminder::Late, Reminder::Escalated];
}

/// A pause of a review 中止计时. Its days do not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Pause {
    /// Code of the reason (data/pause-reasons.json).
    pub reason: String,
    /// Day on which the pause began. It still counts.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub from: Date,
    /// The expected last day of the pause, which the notice to the applicant states.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub expected_on: Date,
    /// Day on which the pause ended. It does not count; `None` while the pause lasts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub until: Option<Date>,
}

impl Pause {
    pub(super) fn covers(&self, day: Date) -> bool {
        day > self.from && self.until.is_none_or(|until| day <= until)
    }
}

/// Event data: the deadline that runs after a filing, an amendment or a verification sheet reached the bureau. The deadline of an
/// aggregate is a [`Deadline`](crate::deadline::Deadline).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunningDeadline {
    /// Kind of the deadline; absent where none runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<DeadlineKind>,
    /// The last day; absent during a pause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// Event data: a reminder that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentReminder {
    /// Kind of the deadline.
    pub deadline: DeadlineKind,
    /// The reminder.
    pub reminder: Reminder,
    /// The last day; absent during a pause.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
}

/// Event data: the last day of a deadline moved after the calendar changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedDeadline {
    /// The new last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The last day before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Due>,
}
