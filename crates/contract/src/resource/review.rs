//! Requests of the access provider's check and of the bureau's review.

use beian_filing::filing::{ReturnReason, ReturnTo};
use serde::Deserialize;

/// Decision of a reviewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Decision {
    /// Approves the filing. Its filing numbers are issued.
    Approve,
    /// Returns the filing to its owner.
    ReturnToOwner,
    /// Returns the filing to its access provider.
    ReturnToProvider,
}

impl Decision {
    /// Returns the party that gets a returned filing; `None` for an approval.
    pub fn returns_to(self) -> Option<ReturnTo> {
        match self {
            Decision::Approve => None,
            Decision::ReturnToOwner => Some(ReturnTo::Owner),
            Decision::ReturnToProvider => Some(ReturnTo::Provider),
        }
    }
}

/// Returns a filing from its access provider to its owner.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnFiling {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// The 1 to 50 returned fields, each with a reason and a suggestion.
    pub reasons: Vec<ReturnReason>,
}

/// Forwards a filing to the bureau.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forward {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
}

/// Decides a filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// The decision.
    pub decision: Decision,
    /// The 1 to 50 returned fields, each with a reason and a suggestion; required for a return.
    #[serde(default)]
    pub reasons: Vec<ReturnReason>,
}

/// Assigns a filing to the calling reviewer, so that no other reviewer decides it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeUp {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
}

/// Hands a filing over to another reviewer, or to nobody.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOver {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// User name of the other reviewer. If left out, any reviewer may take the filing up.
    #[serde(default)]
    pub to: Option<String>,
}

/// Pauses a review for a listed reason. The days of the pause do not count.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PauseReview {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// Code of the reason, from the list `pause_reasons`.
    pub reason: String,
    /// Expected day of the resumption, `YYYY-MM-DD`. The applicant is notified of it.
    pub expected_on: String,
}

/// Resumes a paused review.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResumeReview {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { ReturnFiling Forward Review TakeUp HandOver PauseReview ResumeReview }
