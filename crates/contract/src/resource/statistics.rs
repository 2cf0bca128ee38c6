//! Statistics 统计 of a period, and the open data 开放数据.

use beian_filing::statistics::{OpenCasesRow, Rows, Statistics, StatisticsTable as OpenData};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Shows the statistics of a period to a supervisor.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowStatistics {
    /// The first day, `YYYY-MM-DD`; if left out, the first day of the month that lies eleven months before the last day's month.
    #[serde(default)]
    pub from: Option<String>,
    /// The last day, `YYYY-MM-DD`; today if left out. It lies at most 731 days after the first day.
    #[serde(default)]
    pub to: Option<String>,
}

/// Returns a table of the open data.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DownloadStatistics {
    /// Name and format of the table: `filings`, `times`, `overall`, `returns`, `conflicts`, `paper` or `standing`, then `.csv` or
    /// `.json`.
    pub table: String,
}

/// Statistics of a period.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StatisticsView {
    /// First day of the period.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub from: Date,
    /// Last day of the period.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub to: Date,
    /// The figures of the period.
    pub statistics: Statistics,
    /// The present numbers of filings and paper requests, by status and age.
    pub standing: Vec<OpenCasesRow>,
    /// Time at which `standing` was counted; absent before the first count.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub counted_at: Option<Timestamp>,
}

/// A table of the open data, as JSON.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenTable {
    /// Name of the table.
    pub table: OpenData,
    /// First day of the data.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub from: Date,
    /// Last day of the data.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub to: Date,
    /// Names of the columns, in their order in the CSV.
    pub columns: Vec<&'static str>,
    /// The rows, each as an object with one field for each column.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<std::collections::HashMap<String, serde_json::Value>>))]
    pub rows: Rows,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ShowStatistics DownloadStatistics StatisticsView OpenTable }
