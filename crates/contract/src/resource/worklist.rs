//! Lists of filings, and the numbers of cases that wait at the bureau.

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
    /// The filings that the caller took up.
    Mine,
    /// The filings under review that nobody took up.
    Unassigned,
    /// The filings that are due today.
    DueToday,
    /// The filings that are late.
    Late,
}

/// Lists the caller's filings, or a worklist of the bureau.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListFilings {
    /// Lists only the filings in this status. The bureau must send this field or `worklist`.
    #[serde(default)]
    pub status: Option<FilingStatus>,
    /// A worklist; only for the bureau. `due_today` and `late` list filings in `status`, or filings under review if it is left out.
    #[serde(default)]
    pub worklist: Option<Worklist>,
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Numbers of cases that wait in one status.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingView {
    /// Number of all cases.
    pub all: u32,
    /// Number of cases that are due today.
    pub due_today: u32,
    /// Number of late cases.
    pub late: u32,
}

/// Numbers of cases that wait at the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CountsView {
    /// Time of the count.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The filings, by status.
    #[cfg_attr(feature = "openapi", schema(value_type = std::collections::HashMap<String, WaitingView>))]
    pub statuses: BTreeMap<String, WaitingView>,
    /// Number of filings under review that nobody took up.
    pub unassigned: u32,
    /// The paper requests.
    pub requests: WaitingView,
}

/// A page of filings.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilingList {
    /// The filings: an owner's with the newest first, all others with the most urgent first. An access provider's are also grouped by
    /// status.
    pub items: Vec<FilingSummary>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
    /// Numbers of cases that wait; absent for readers outside the bureau, after the first page, and before the first count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counts: Option<CountsView>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ListFilings WaitingView CountsView FilingList }
