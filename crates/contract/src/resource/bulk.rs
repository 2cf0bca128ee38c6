//! Filings that an access provider begins for several owners at once.

use crate::problem::Problem;
use beian_filing::{
    claim::Conflict,
    finding::Finding,
    form::{DocumentKind, FilingKind},
    identifier::{FilingId, Reference},
};
use serde::{Deserialize, Serialize};

/// Begins filings for several owners at once. A dry run returns the results without changing anything.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FileInBulk {
    /// True to return the result of each row without changing anything.
    #[serde(default)]
    pub dry_run: bool,
    /// The 1 to 25 filings, each of another organizer.
    pub rows: Vec<BulkRow>,
}

/// A row: one filing of one owner.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkRow {
    /// Key of the filing: 8 to 64 letters, digits, `-` or `_`. A repeated key finds the filing that it began.
    pub key: String,
    /// Kind of the filing.
    pub kind: FilingKind,
    /// Filing number of the organizer or of the site that the filing is about; required for every kind except a first filing, which has
    /// none.
    #[serde(default)]
    pub number: Option<String>,
    /// User name of the owner; required for a first filing, refused for every other kind.
    #[serde(default)]
    pub username: Option<String>,
    /// Reason for a deregistration, in 2 to 200 characters.
    #[serde(default)]
    pub reason: Option<String>,
    /// Fields to write, as a merge patch (RFC 7396) of the draft's form.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub form: Option<serde_json::Value>,
    /// True to submit the filing, if nothing prevents it.
    #[serde(default)]
    pub submit: bool,
}

/// Outcome of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkOutcome {
    /// The filing can be begun. Only a dry run has this outcome.
    Ready,
    /// The draft was begun, or the deregistration was requested.
    Begun,
    /// The filing was submitted. In a dry run, it can be submitted.
    Submitted,
    /// The row was refused, and nothing was done.
    Refused,
}

/// The outcomes of the rows.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkReport {
    /// True if nothing was changed.
    pub dry_run: bool,
    /// One line for each row, in the order of the rows.
    pub rows: Vec<BulkLine>,
}

/// The outcome of one row.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkLine {
    /// Key of the row.
    pub key: String,
    /// Outcome of the row.
    pub outcome: BulkOutcome,
    /// True if an earlier request began the filing with the same key.
    pub repeated: bool,
    /// Identifier of the filing; absent for a refused row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing_id: Option<FilingId>,
    /// Reference 受理号 of the filing; absent for a refused row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// Findings of a check of the form today; empty once the filing is submitted.
    pub findings: Vec<Finding>,
    /// Documents that the filing needs before its submission.
    pub missing: Vec<DocumentKind>,
    /// Conflicts with claims of other parties. They are advice, because they may change until the submission.
    pub conflicts: Vec<Conflict>,
    /// Problem for which the row was refused or the filing stays a draft; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { FileInBulk BulkRow BulkReport BulkLine }
