//! Reasons 退回理由 of a return: the returned fields, and suggestions for their correction.

use crate::{
    filing::Filing,
    filing::refusal::FilingRefusal,
    finding::{Finding, FindingCode, Level},
    form::{DocumentKind, diff},
    text,
};
use serde::{Deserialize, Serialize};

/// The largest number of reasons in one return.
pub(super) const MAX_REASONS: usize = 50;

/// The largest length of a reason or suggestion, in characters.
pub(super) const MAX_REASON_CHARS: usize = 300;

impl Filing {
    /// Checks that a return has 1 to 50 reasons, that each names an existing field, and that each text has at most 300
    /// characters.
    pub(super) fn checked_reasons(
        &self,
        reasons: Vec<ReturnReason>,
    ) -> Result<Vec<ReturnReason>, FilingRefusal> {
        let mut problems = Vec::new();
        let mut problem = |pointer: String, code| {
            problems.push(Finding { pointer, code, level: Level::Error, suggestion: None });
        };
        if reasons.is_empty() {
            problem("/reasons".to_owned(), FindingCode::Required);
        }
        if reasons.len() > MAX_REASONS {
            problem("/reasons".to_owned(), FindingCode::TooMany);
        }
        for (index, reason) in reasons.iter().enumerate() {
            if !diff::has_field(&self.form, &reason.pointer) && DocumentKind::at(&reason.pointer).is_none() {
                problem(format!("/reasons/{index}/pointer"), FindingCode::UnknownCode);
            }
            // The applicant could not correct such a field in this filing. A deregistration is exempt, because it is
            // withdrawn instead of corrected.
            if !self.kind.is_deregistration() && self.is_fixed(&reason.pointer) {
                problem(format!("/reasons/{index}/pointer"), FindingCode::Fixed);
            }
            if reason.reason.trim().is_empty() {
                problem(format!("/reasons/{index}/reason"), FindingCode::Required);
            }
            for (name, written) in [("reason", &reason.reason), ("suggestion", &reason.suggestion)] {
                if written.chars().count() > MAX_REASON_CHARS {
                    problem(format!("/reasons/{index}/{name}"), FindingCode::TooLong);
                }
                // Line breaks are harmless, but invisible characters are refused.
                if text::has_hidden(&written.replace('\n', " ")) {
                    problem(format!("/reasons/{index}/{name}"), FindingCode::BadCharacters);
                }
            }
        }
        if problems.is_empty() { Ok(reasons) } else { Err(FilingRefusal::ReasonsMissing(problems)) }
    }
}

/// The reason for which one field was returned, with a suggestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReturnReason {
    /// The field, as a JSON pointer into the form, or `/documents/<kind>`.
    pub pointer: String,
    /// The problem, in 1 to 300 characters.
    pub reason: String,
    /// A suggestion for the correction, in at most 300 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub suggestion: String,
}
