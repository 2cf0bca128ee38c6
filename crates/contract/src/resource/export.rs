//! An owner's data, taken out.

use crate::resource::{account::AccountView, filing::FilingView, history::EventView};
use beian_filing::private::Private;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Take one's data out.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportData {
    /// Password, again.
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub password: Private<String>,
    /// Where the last page ended.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// What is kept about an owner.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportView {
    /// When it was taken out.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub exported_at: Timestamp,
    /// The account.
    pub account: AccountView,
    /// Its email address, whole.
    pub email: String,
    /// Its filings, the newest first.
    pub filings: Vec<ExportedFiling>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A filing with everything that happened to it.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExportedFiling {
    /// The filing.
    pub filing: FilingView,
    /// Every event, and who of the staff saw what is private.
    pub history: Vec<EventView>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { ExportData ExportView ExportedFiling }
