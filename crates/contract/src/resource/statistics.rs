//! Statistics of a time, and the open data.

use beian_filing::statistics::{Rows, StandingRow, Statistics, StatisticsTable as OpenData};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Statistics of a time, for the bureau.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowStatistics {
    /// The first day, `YYYY-MM-DD`; else the first of the month eleven months ago.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day, `YYYY-MM-DD`; else today. At most 731 days after the first.
    #[serde(default)]
    pub to: Option<String>,
}

/// A table of the open data.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DownloadStatistics {
    /// Its name and form: `filings`, `times`, `overall`, `returns`, `conflicts`, `paper` or `standing`, then `.csv` or `.json`.
    pub table: String,
}

/// Statistics of a time, to the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatisticsView {
    /// The first day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub from: Date,
    /// The last day.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub to: Date,
    /// What happened in that time.
    pub statistics: Statistics,
    /// What stands where now, by age.
    pub standing: Vec<StandingRow>,
    /// When that was counted; absent before the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub counted_at: Option<Timestamp>,
}

/// A table of the open data, in its form as JSON.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenTable {
    /// Which one.
    pub table: OpenData,
    /// The first day that it is of.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub from: Date,
    /// The last day that it is of.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub to: Date,
    /// Its columns, in the order that they have as CSV.
    pub columns: Vec<&'static str>,
    /// An object a row, with a field a column.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<std::collections::HashMap<String, serde_json::Value>>))]
    pub rows: Rows,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { ShowStatistics DownloadStatistics StatisticsView OpenTable }
