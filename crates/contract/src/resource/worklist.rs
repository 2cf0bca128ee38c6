//! Filings in a list, and how much waits at the bureau.

use crate::resource::filing::FilingSummary;
use beian_filing::filing::FilingStatus;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A worklist of the bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Worklist {
    /// What one took up.
    Mine,
    /// What nobody took up.
    Unassigned,
    /// What is due today.
    DueToday,
    /// What is late.
    Late,
}

/// One's filings, or a worklist.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListFilings {
    /// Only those in this stage. The bureau must name one, or a worklist.
    #[serde(default)]
    pub status: Option<FilingStatus>,
    /// One of the bureau's worklists. What is due today or late is of the stage, else under review.
    #[serde(default)]
    pub worklist: Option<Worklist>,
    /// Where the last page ended.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// What waits in one stage.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingView {
    /// All of it.
    pub all: u32,
    /// What is due today.
    pub due_today: u32,
    /// What is late.
    pub late: u32,
}

/// How much waits at the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountsView {
    /// When it was counted.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// By stage.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, WaitingView>))]
    pub statuses: BTreeMap<String, WaitingView>,
    /// Under review, and nobody took it up.
    pub unassigned: u32,
    /// Paper requests.
    pub requests: WaitingView,
}

/// A page of filings.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingList {
    /// In the order of urgency.
    pub items: Vec<FilingSummary>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// How much waits, to the bureau, with the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<CountsView>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { ListFilings WaitingView CountsView FilingList }
