//! Reminders and pauses of a deadline, and the data that events keep about them.

use crate::{calendar::Due, policy::DeadlineKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A reminder before or after the last day of a deadline or of an expiry. Each is sent once, in this order.
/// Deadlines count working days, expiries calendar days; `ReminderLeads` gives the distances.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Reminder {
    /// The reminder some days before the last day.
    Before,
    /// The reminder on the last day.
    Today,
    /// The reminder on the first day after the last day.
    Late,
    /// The reminder to the supervisor, some days after the last day. A paused deadline has this one alone, on the day after the expected end
    /// of the pause.
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
pub struct StartedDeadline {
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

/// Event data: the last day of a deadline moved after the calendar changed. A paused deadline has no
/// last day, so it does not move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MovedLastDay {
    /// The new last day.
    pub due: Due,
    /// The last day before the change.
    pub was: Due,
}
