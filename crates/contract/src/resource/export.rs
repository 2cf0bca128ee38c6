//! The export of an owner's data.

use crate::resource::{account::AccountView, filing::FilingView, history::EventView};
use beian_filing::private::Private;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Exports the data of the caller's own account.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportData {
    /// Password of the account.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// The data that is kept about an owner.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportView {
    /// Time of the export.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub exported_at: Timestamp,
    /// The account.
    pub account: AccountView,
    /// Email address of the account, without a mask.
    pub email: String,
    /// The filings of the account, the newest first.
    pub filings: Vec<ExportedFiling>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A filing with its history.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedFiling {
    /// The filing.
    pub filing: FilingView,
    /// All events of the filing, and the views of its private data by staff.
    pub history: Vec<EventView>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ExportData ExportView ExportedFiling }
