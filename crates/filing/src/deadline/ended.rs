//! Ended deadlines, and the working days that they took.

use crate::{identifier::ProviderId, policy::DeadlineKind};
use serde::{Deserialize, Serialize};

/// Working days of a deadline until a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ElapsedDays {
    /// Working days from the day after the start.
    pub days: u32,
    /// Working days among them after the last day.
    pub late: u32,
}

/// A deadline that ended, and the time that it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct EndedDeadline {
    /// Kind of the deadline.
    pub kind: DeadlineKind,
    /// Working days that the deadline took. Days of a pause do not count.
    pub days: u32,
    /// Working days among them after the last day; 0 when it ended in time.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub late: u32,
    /// Identifier of the access provider that had to meet the deadline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<ProviderId>,
}

pub(super) fn is_zero(days: &u32) -> bool {
    *days == 0
}
