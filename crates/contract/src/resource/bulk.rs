//! Filings that an access provider begins for several owners at once.

use crate::problem::Problem;
use beian_filing::{
    claim::Conflict,
    finding::Finding,
    form::{DocumentKind, Kind},
};
use serde::{Deserialize, Serialize};

/// Begin filings for several owners at once, or only say what would come of it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileInBulk {
    /// Say what would come of each row, and change nothing.
    #[serde(default)]
    pub dry_run: bool,
    /// At most 25 filings, each of another organizer.
    pub rows: Vec<BulkRow>,
}

/// One filing of one owner.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRow {
    /// Names the filing: 8 to 64 letters, digits, `-` or `_`. Sent again, it finds what it began.
    pub key: String,
    /// What is asked for.
    pub kind: Kind,
    /// Filing number of the organizer, or of the site that it is about; for everything but a first filing.
    #[serde(default)]
    pub number: Option<String>,
    /// User name of the owner, for a first filing.
    #[serde(default)]
    pub username: Option<String>,
    /// Why, for a deregistration.
    #[serde(default)]
    pub reason: Option<String>,
    /// The fields to write, as a merge patch (RFC 7396) of the draft's form.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub form: Option<serde_json::Value>,
    /// Submit it, if nothing stands against that.
    #[serde(default)]
    pub submit: bool,
}

/// How far a row of a bulk came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkOutcome {
    /// A dry run: it would be begun.
    Ready,
    /// A draft was begun, or a deregistration asked for.
    Begun,
    /// It is with the provider; in a dry run, it would be.
    Submitted,
    /// Nothing was done.
    Refused,
}

/// What came of the rows of a bulk.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkReport {
    /// Whether nothing was changed.
    pub dry_run: bool,
    /// A line a row, in their order.
    pub rows: Vec<BulkLine>,
}

/// What came of one row, or in a dry run would.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkLine {
    /// The row's key.
    pub key: String,
    /// How far it came.
    pub outcome: BulkOutcome,
    /// Whether it was begun before, with the same key.
    pub repeated: bool,
    /// Its filing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<String>,
    /// The filing's reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// What the rules say of its form.
    pub findings: Vec<Finding>,
    /// Documents that it needs before it can be submitted.
    pub missing: Vec<DocumentKind>,
    /// Who holds what it would; advice, as that may change until it is submitted.
    pub conflicts: Vec<Conflict>,
    /// Why it was refused, or why it stays a draft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { FileInBulk BulkRow BulkReport BulkLine }
