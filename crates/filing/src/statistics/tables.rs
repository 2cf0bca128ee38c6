//! The tables of statistics, as rows and as CSV.

use crate::{claim::ConflictKind, form::Kind, paper::PaperKind};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a span of time is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Span {
    /// The provider's check.
    ProviderCheck,
    /// Until the verification sheet arrived.
    Sheet,
    /// The bureau's review.
    Review,
    /// A paper request, once everything was there.
    PaperRequest,
    /// From the first submission to the approval.
    Whole,
}

/// Who sent something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum ReturnedBy {
    /// The access provider.
    Provider,
    /// The bureau.
    Bureau,
}

/// How many filings of a kind came how far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FilingsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// What they ask for.
    pub kind: Kind,
    /// Submitted for the first time.
    pub submitted: u64,
    /// Submitted again, after the provider sent them back.
    pub submitted_again: u64,
    /// Forwarded to the bureau.
    pub forwarded: u64,
    /// Sent back by their providers.
    pub returned_by_provider: u64,
    /// Verification sheets that arrived.
    pub sheet_arrived: u64,
    /// Returned to their owners by the bureau.
    pub returned_to_owner: u64,
    /// Returned to their providers by the bureau.
    pub returned_to_provider: u64,
    /// Amended after a return.
    pub amended: u64,
    /// Approved.
    pub approved: u64,
    /// Withdrawn, or deleted because a letter asked for it.
    pub withdrawn: u64,
}

/// How long something took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct TimesRow {
    /// The month, `YYYY-MM`, or the first and last month of a time, `YYYY-MM/YYYY-MM`.
    pub period: String,
    /// What took it.
    pub span: Span,
    /// Of which kind of filing; of the whole way alone.
    pub kind: Option<Kind>,
    /// How many ended.
    pub ended: u64,
    /// How many of them in time; the whole way has no limit.
    pub in_time: Option<u64>,
    /// The same as a share of those that ended, 0 to 1, to three places.
    pub share_in_time: Option<f64>,
    /// Half of them took at most so many working days.
    pub median_days: f64,
    /// Nine of ten took at most so many working days.
    pub ninth_decile_days: u32,
}

/// How often a field came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReturnsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// Who sent it back.
    pub by: ReturnedBy,
    /// The field, as a JSON pointer into the form, with `*` for any entry of a list; `*` alone for all others together.
    pub field: String,
    /// In how many returns it was named.
    pub returns: u64,
}

/// How often filings collided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ConflictsRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// With what.
    pub kind: ConflictKind,
    /// How many filings were refused for it, each counted once.
    pub conflicts: u64,
}

/// How many paper requests came, and what became of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PaperRow {
    /// The month, `YYYY-MM`.
    pub period: String,
    /// What they ask for.
    pub kind: PaperKind,
    /// Received.
    pub received: u64,
    /// Approved.
    pub approved: u64,
    /// Refused.
    pub refused: u64,
}

/// How an access provider checks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ProvidersRow {
    /// Its identifier.
    pub provider: String,
    /// How many checks it ended.
    pub checked: u64,
    /// How many of them in time.
    pub in_time: u64,
    /// The same as a share, 0 to 1, to three places.
    pub share_in_time: f64,
    /// Half of them took at most so many working days.
    pub median_days: f64,
    /// How many it sent back.
    pub returned: u64,
}

/// How long something has stood where it stands, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Age {
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

impl Age {
    /// Every age, the youngest first.
    pub const ALL: [Age; 6] = [Age::UpTo2, Age::UpTo7, Age::UpTo14, Age::UpTo30, Age::UpTo90, Age::Over90];

    /// The age of what came there on this day.
    pub fn since(day: Date, today: Date) -> Age {
        match (today - day).get_days() {
            ..=2 => Age::UpTo2,
            3..=7 => Age::UpTo7,
            8..=14 => Age::UpTo14,
            15..=30 => Age::UpTo30,
            31..=90 => Age::UpTo90,
            91.. => Age::Over90,
        }
    }
}

/// How much stands in a stage, by age.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StandingRow {
    /// The stage, or `paper_request`.
    pub stage: String,
    /// How long it has stood there.
    pub age: Age,
    /// How many.
    pub count: u64,
}

/// What is published as open data 开放数据, a table each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Table {
    /// [`FilingsRow`].
    Filings,
    /// [`TimesRow`], by month.
    Times,
    /// [`TimesRow`], of the last twelve months together.
    Overall,
    /// [`ReturnsRow`].
    Returns,
    /// [`ConflictsRow`].
    Conflicts,
    /// [`PaperRow`].
    Paper,
    /// [`StandingRow`].
    Standing,
}

impl Table {
    /// Every table.
    pub const ALL: [Table; 7] = [
        Table::Filings,
        Table::Times,
        Table::Overall,
        Table::Returns,
        Table::Conflicts,
        Table::Paper,
        Table::Standing,
    ];

    /// The name in keys and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Table::Filings => "filings",
            Table::Times => "times",
            Table::Overall => "overall",
            Table::Returns => "returns",
            Table::Conflicts => "conflicts",
            Table::Paper => "paper",
            Table::Standing => "standing",
        }
    }

    /// The table of this name.
    pub fn parse(name: &str) -> Option<Table> {
        Table::ALL.into_iter().find(|table| table.as_str() == name)
    }

    /// Its columns, in their order.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Filings => &[
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
            Table::Times | Table::Overall => &[
                "period",
                "span",
                "kind",
                "ended",
                "in_time",
                "share_in_time",
                "median_days",
                "ninth_decile_days",
            ],
            Table::Returns => &["period", "by", "field", "returns"],
            Table::Conflicts => &["period", "kind", "conflicts"],
            Table::Paper => &["period", "kind", "received", "approved", "refused"],
            Table::Standing => &["stage", "age", "count"],
        }
    }
}

/// Rows as they are published: an object a row, with a field a column.
pub type Rows = Vec<serde_json::Map<String, serde_json::Value>>;

/// Rows as they are published.
pub fn rows<T: Serialize>(rows: &[T]) -> Rows {
    let object = |row| match serde_json::to_value(row) {
        Ok(serde_json::Value::Object(object)) => Some(object),
        _ => None,
    };
    rows.iter().filter_map(object).collect()
}

/// A table as CSV (RFC 4180): a line of column names, then a line a row.
pub fn csv(table: Table, rows: &Rows) -> String {
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
