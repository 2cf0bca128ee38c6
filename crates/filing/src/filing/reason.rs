//! The reasons for which fields come back.

use serde::{Deserialize, Serialize};

/// Why one field came back, and what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The field, as a JSON pointer into the form, or `/documents/<kind>`.
    pub pointer: String,
    /// What is wrong, 1 to 300 characters.
    pub reason: String,
    /// What helps, at most 300 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suggestion: String,
}
