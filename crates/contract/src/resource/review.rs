//! A filing on its way from the access provider through the bureau's review.

use beian_filing::filing::{Party, ReturnReason};
use serde::Deserialize;

/// What a reviewer decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Decision {
    /// Approve: the numbers are issued.
    Approve,
    /// Return to the owner.
    ReturnToOwner,
    /// Return to the access provider.
    ReturnToProvider,
}

impl Decision {
    /// To whom a return goes; `None` when it is an approval.
    pub fn returns_to(self) -> Option<Party> {
        match self {
            Decision::Approve => None,
            Decision::ReturnToOwner => Some(Party::Owner),
            Decision::ReturnToProvider => Some(Party::Provider),
        }
    }
}

/// Return a filing from its provider to its owner.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnFiling {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// Which fields, why, and what helps.
    pub reasons: Vec<ReturnReason>,
}

/// Forward a filing to the bureau.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Forward {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
}

/// Decide a filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Review {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The decision.
    pub decision: Decision,
    /// Which fields, why, and what helps; for returns.
    #[serde(default)]
    pub reasons: Vec<ReturnReason>,
}

/// Take a filing up, so that no other reviewer decides it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeUp {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
}

/// Hand a filing over to another reviewer, or to nobody.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HandOver {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// User name of the reviewer; when left out, anybody may take it up.
    #[serde(default)]
    pub to: Option<String>,
}

/// Pause a review for a named reason; no day counts until it goes on.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PauseReview {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// Code of the reason, from the list `pause_reasons`.
    pub reason: String,
    /// The day on which it should go on, `YYYY-MM-DD`. The applicant is told.
    pub expected_on: String,
}

/// Go on with a paused review.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResumeReview {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { ReturnFiling Forward Review TakeUp HandOver PauseReview ResumeReview }
