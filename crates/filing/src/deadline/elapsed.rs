//! Elapsed time: how long a deadline took.

use crate::policy::Limit;
use serde::{Deserialize, Serialize};

/// A limit of time that ended, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Ended {
    /// Which one.
    pub limit: Limit,
    /// Working days that it took, without those on which it was paused.
    pub days: u32,
    /// Working days of them after the last day; 0 when it was in time.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub late: u32,
    /// Identifier of the access provider whose limit it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

pub(super) fn is_zero(days: &u32) -> bool {
    *days == 0
}
