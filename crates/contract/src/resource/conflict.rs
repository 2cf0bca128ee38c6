//! Conflicts 冲突: domains and certificates that two parties claim (§三).

use crate::resource::{filing::FilingSummary, look_up::PublicRecordView, paper_request::RequestSummary};
use beian_filing::{claim::Conflict, identifier::Username};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Checks whether a domain or a certificate conflicts with a claim of another filing (§三). A domain, or a certificate kind with a number,
/// is required.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictCheck {
    /// Domain, as typed.
    #[serde(default)]
    pub domain: Option<String>,
    /// Code of the certificate kind.
    #[serde(default)]
    pub certificate_kind: Option<String>,
    /// Certificate number, as typed.
    #[serde(default)]
    pub certificate_number: Option<String>,
    /// Identifier of a filing of the caller. Its claims cause no conflict.
    #[serde(default)]
    pub filing_id: Option<String>,
}

/// Shows the holder of a domain or a certificate, and the filings that were refused it. Exactly one of `domain`, `reference`, `number`
/// and `certificate_number` is required.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowConflict {
    /// Domain.
    #[serde(default)]
    pub domain: Option<String>,
    /// Reference 受理号 of a filing, to show the conflict about the domain of its first site.
    #[serde(default)]
    pub reference: Option<String>,
    /// Filing number of a site, for its domain, or of an organizer, for its certificate.
    #[serde(default)]
    pub number: Option<String>,
    /// Certificate number; `certificate_kind` is required with it.
    #[serde(default)]
    pub certificate_number: Option<String>,
    /// Code of the certificate kind.
    #[serde(default)]
    pub certificate_kind: Option<String>,
}

/// The conflicts of a domain or a certificate.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictView {
    /// All conflicts; empty if there is none. Only the submission of a filing takes a claim.
    pub conflicts: Vec<Conflict>,
    /// Suggested correction of a taken certificate number, from the applicant's own filings; absent if none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Both sides of a conflict, for the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictSidesView {
    /// The domain, as an A-label; absent if the conflict is about a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The certificate number, masked except for its ends; absent if the conflict is about a domain.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The holder of the domain or certificate; absent if it is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<HolderView>,
    /// The filings that were refused the claim in the last 180 days, the latest first.
    pub refused_claims: Vec<RefusedClaimView>,
    /// The present and former public records of the domain, the newest first. A day of deregistration explains how the domain became
    /// free.
    pub records: Vec<PublicRecordView>,
    /// The undecided paper requests about either side.
    pub requests: Vec<RequestSummary>,
}

/// The holder of a domain or a certificate.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolderView {
    /// Two-digit code of the province; absent if the claim is held in this province.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Filing number of the holder; absent before the approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The filing that holds the claim; absent if another province holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingSummary>,
    /// User name of the filing's owner; absent if another province holds the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Username>,
    /// Time at which the filing reached its present status; absent if another province holds the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub since: Option<Timestamp>,
}

/// A filing that was refused a claim, because another party holds it.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedClaimView {
    /// The filing in its present state.
    pub filing: FilingSummary,
    /// User name of the filing's owner.
    pub owner: Username,
    /// Time of the last refusal.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// True if the reader may open the filing. The bureau may not open drafts and deleted filings.
    pub seen: bool,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ConflictCheck ShowConflict ConflictView ConflictSidesView HolderView RefusedClaimView
}
