//! Domains and certificates that two parties want (§三).

use crate::resource::{filing::FilingSummary, look_up::PublicRecordView, paper_request::RequestSummary};
use beian_filing::claim::Conflict;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Ask whether a domain or a certificate collides with something (§三).
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
    /// A filing of one's own whose claims do not count.
    #[serde(default)]
    pub filing_id: Option<String>,
}

/// See who holds a domain or a certificate, and who was refused it: by exactly one of these.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowConflict {
    /// Domain.
    #[serde(default)]
    pub domain: Option<String>,
    /// Reference of a filing: then it is about its domain.
    #[serde(default)]
    pub reference: Option<String>,
    /// Filing number of a site, for its domain, or of an organizer, for its certificate.
    #[serde(default)]
    pub number: Option<String>,
    /// Certificate number, with its kind.
    #[serde(default)]
    pub certificate_number: Option<String>,
    /// Code of the certificate kind.
    #[serde(default)]
    pub certificate_kind: Option<String>,
}

/// What is asked about, and what it collides with.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictView {
    /// Every collision; empty when there is none. Only submitting takes the claim.
    pub conflicts: Vec<Conflict>,
    /// The applicant's own certificate number that was probably meant, where the one asked about is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Both sides of a conflict, to the bureau.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictSidesView {
    /// The domain, as an A-label, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub domain: Option<String>,
    /// The certificate's number by its ends, where it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// Who holds it; absent when it is free.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub holder: Option<HolderView>,
    /// The filings that were refused it in the last half year, the latest first.
    pub refused_claims: Vec<RefusedClaimView>,
    /// What is or was on file for the domain, the newest first: a day of deregistration says how it became free.
    pub records: Vec<PublicRecordView>,
    /// The letters about either side that wait.
    pub requests: Vec<RequestSummary>,
}

/// Who holds a domain or a certificate.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HolderView {
    /// Two-digit code of the province, where that is another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    /// Filing number, once there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The filing, where it is one of this bureau.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filing: Option<FilingSummary>,
    /// User name of the owner.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// When the filing came to where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = DateTime))]
    pub since: Option<Timestamp>,
}

/// A filing that was refused what another holds.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedClaimView {
    /// The filing as it is now.
    pub filing: FilingSummary,
    /// User name of its owner.
    pub owner: String,
    /// When it was refused, last.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Whether the reader may open it: drafts are their owners' own.
    pub seen: bool,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ConflictCheck ShowConflict ConflictView ConflictSidesView HolderView RefusedClaimView
}
