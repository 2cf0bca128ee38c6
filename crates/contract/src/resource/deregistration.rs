//! The request and the confirmation of a deregistration 注销 (§二.5).

use serde::Deserialize;

/// Requests the deregistration of a site, or of an organizer with all its sites (§二.5).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deregister {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Position of the site under its organizer; the organizer and all its sites if left out.
    #[serde(default)]
    pub position: Option<u32>,
    /// Identifier of the access provider that should forward the request, in an owner's request. If left out, a provider that gives
    /// access forwards it.
    #[serde(default)]
    pub provider: Option<String>,
    /// Reason, in 2 to 200 characters. The other party, the reviewers and the supervisors can read it.
    pub reason: String,
}

/// Confirms a deregistration with the code from the email.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmDeregistration {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// Code, from the link in the email.
    pub code: String,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { Deregister ConfirmDeregistration }
