//! The tables of statistics, as rows and as CSV.

use crate::{claim::ConflictKind, form::FilingKind, identifier::ProviderId, paper::RequestKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Kind of a duration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum DurationKind {
    /// The check by the access provider.
    ProviderCheck,
    /// The wait for the verification sheet.
    Sheet,
    /// The review by the bureau.
    Review,
    /// The handling of a paper request, from the day on which all evidence was there.
    PaperRequest,
    /// The whole way from the first submission to the approval.
    Whole,
}

/// The party that returned a filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ReturnedBy {
    /// The access provider.
    Provider,
    /// The bureau.
    Bureau,
}

/// A row of the table `filings`: the events of filings of one kind in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FilingsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// Kind of the filings.
    pub kind: FilingKind,
    /// First submissions.
    pub submitted: u64,
    /// Submissions of filings that had been submitted before.
    pub submitted_again: u64,
    /// Filings that their access providers forwarded to the bureau.
    pub forwarded: u64,
    /// Filings that their access providers returned.
    pub returned_by_provider: u64,
    /// Verification sheets 核验单 that arrived.
    pub sheet_arrived: u64,
    /// Filings that the bureau returned to their owners.
    pub returned_to_owner: u64,
    /// Filings that the bureau returned to their access providers.
    pub returned_to_provider: u64,
    /// Filings that were amended after a return.
    pub amended: u64,
    /// Approved filings.
    pub approved: u64,
    /// Submitted filings that were withdrawn or discarded, or deleted on a paper request.
    pub withdrawn: u64,
}

/// A row of the table `times`: the durations of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TimesRow {
    /// The month, `YYYY-MM`, or the first and the last month of a period, `YYYY-MM/YYYY-MM`.
    pub period: String,
    /// Kind of the duration.
    pub span: DurationKind,
    /// Kind of the filings; only for the whole way.
    pub kind: Option<FilingKind>,
    /// Number of durations that ended.
    pub ended: u64,
    /// Number of them that ended in time; absent for the whole way, which has no deadline.
    pub in_time: Option<u64>,
    /// Share of them that ended in time, from 0 to 1, rounded to three decimal places.
    pub share_in_time: Option<f64>,
    /// Median, in working days.
    pub median_days: f64,
    /// Ninth decile, in working days: nine of ten took at most so long.
    pub ninth_decile_days: u32,
}

/// A row: returns of one field in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReturnsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// The party that returned the filings.
    pub by: ReturnedBy,
    /// The field, as a JSON pointer into the form with `*` for a list index; `*` alone means all other fields together.
    pub field: String,
    /// Number of returns that named the field.
    pub returns: u64,
}

/// A row: conflicts of one kind in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConflictsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// Kind of the conflict.
    pub kind: ConflictKind,
    /// Number of filings with this conflict; each counts once.
    pub conflicts: u64,
}

/// A row: paper requests of one kind in one month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PaperRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// Kind of the paper requests.
    pub kind: RequestKind,
    /// Requests received.
    pub received: u64,
    /// Requests approved.
    pub approved: u64,
    /// Requests refused.
    pub refused: u64,
}

/// A row: the checks by one access provider.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProvidersRow {
    /// Identifier of the access provider.
    pub provider: ProviderId,
    /// Checks that it ended.
    pub checked: u64,
    /// Checks that it ended in time.
    pub in_time: u64,
    /// Share of the checks that ended in time, from 0 to 1, rounded to three decimal places.
    pub share_in_time: f64,
    /// Median of the checks, in working days.
    pub median_days: f64,
    /// Filings that it returned.
    pub returned: u64,
}

/// Time for which a filing or a paper request has been at its present status, in calendar days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum StatusAge {
    /// At most two days.
    UpTo2,
    /// Three to seven days.
    UpTo7,
    /// Eight to fourteen days.
    UpTo14,
    /// Fifteen to thirty days.
    UpTo30,
    /// Thirty-one to ninety days.
    UpTo90,
    /// More than ninety days.
    Over90,
}

impl StatusAge {
    /// Every age, the youngest first.
    pub const ALL: [StatusAge; 6] = [
        StatusAge::UpTo2,
        StatusAge::UpTo7,
        StatusAge::UpTo14,
        StatusAge::UpTo30,
        StatusAge::UpTo90,
        StatusAge::Over90,
    ];

    /// The age of an item that reached its present status on the day `day`.
    pub fn since(day: Date, today: Date) -> StatusAge {
        match (today - day).get_days() {
            ..=2 => StatusAge::UpTo2,
            3..=7 => StatusAge::UpTo7,
            8..=14 => StatusAge::UpTo14,
            15..=30 => StatusAge::UpTo30,
            31..=90 => StatusAge::UpTo90,
            91.. => StatusAge::Over90,
        }
    }
}

/// A row: the filings or paper requests at one status, by age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct OpenCasesRow {
    /// The status of a filing, or `paper_request`.
    pub status: String,
    /// Age at this status.
    pub age: StatusAge,
    /// Number of filings or paper requests.
    pub count: u64,
}

/// A table of the open data 开放数据.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum StatisticsTable {
    /// The table of [`FilingsRow`].
    Filings,
    /// The table of [`TimesRow`], by month.
    Times,
    /// The table of [`TimesRow`] over the last twelve months together.
    Overall,
    /// The table of [`ReturnsRow`].
    Returns,
    /// The table of [`ConflictsRow`].
    Conflicts,
    /// The table of [`PaperRow`].
    Paper,
    /// The table of [`OpenCasesRow`].
    Standing,
}

impl StatisticsTable {
    /// Every table.
    pub const ALL: [StatisticsTable; 7] = [
        StatisticsTable::Filings,
        StatisticsTable::Times,
        StatisticsTable::Overall,
        StatisticsTable::Returns,
        StatisticsTable::Conflicts,
        StatisticsTable::Paper,
        StatisticsTable::Standing,
    ];

    /// The name of the table in storage keys and in URLs.
    pub fn as_str(self) -> &'static str {
        match self {
            StatisticsTable::Filings => "filings",
            StatisticsTable::Times => "times",
            StatisticsTable::Overall => "overall",
            StatisticsTable::Returns => "returns",
            StatisticsTable::Conflicts => "conflicts",
            StatisticsTable::Paper => "paper",
            StatisticsTable::Standing => "standing",
        }
    }

    /// The table with this name.
    pub fn parse(name: &str) -> Option<StatisticsTable> {
        StatisticsTable::ALL.into_iter().find(|table| table.as_str() == name)
    }

    /// Column names of the table, in their order.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            StatisticsTable::Filings => &[
                "period",
                "kind",
                "submitted",
                "submitted_again",
                "forwarded",
                "returned_by_provider",
                "sheet_arrived",
                "returned_to_owner",
                "returned_to_provider",
                "amended",
                "approved",
                "withdrawn",
            ],
            StatisticsTable::Times | StatisticsTable::Overall => &[
                "period",
                "span",
                "kind",
                "ended",
                "in_time",
                "share_in_time",
                "median_days",
                "ninth_decile_days",
            ],
            StatisticsTable::Returns => &["period", "by", "field", "returns"],
            StatisticsTable::Conflicts => &["period", "kind", "conflicts"],
            StatisticsTable::Paper => &["period", "kind", "received", "approved", "refused"],
            StatisticsTable::Standing => &["status", "age", "count"],
        }
    }
}

/// Published rows: one JSON object for each row, with one field for each column.
pub type Rows = Vec<serde_json::Map<String, serde_json::Value>>;

/// Turns rows into published rows.
pub fn rows<T: Serialize>(rows: &[T]) -> Rows {
    let object = |row| match serde_json::to_value(row) {
        Ok(serde_json::Value::Object(object)) => Some(object),
        _ => None,
    };
    rows.iter().filter_map(object).collect()
}

/// The table as CSV (RFC 4180): a line of column names, then one line for each row.
pub fn csv(table: StatisticsTable, rows: &Rows) -> String {
    let mut text = table.columns().join(",");
    text.push_str("\r\n");
    for row in rows {
        let cells = table.columns().iter().map(|column| match row.get(*column) {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => quoted(text),
            Some(other) => other.to_string(),
        });
        text.push_str(&cells.collect::<Vec<_>>().join(","));
        text.push_str("\r\n");
    }
    text
}

pub(super) fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}
