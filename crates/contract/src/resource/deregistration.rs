//! Deregistrations 注销, asked for and confirmed (§二.5).

use serde::Deserialize;

/// Ask that a site, or an organizer and everything below it, be deregistered (§二.5).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deregister {
    /// The digits of the organizer's number, `2026000123`.
    pub record_id: String,
    /// Position of the site under its organizer; the organizer and all its sites when left out.
    #[serde(default)]
    pub position: Option<u32>,
    /// Identifier of the access provider that shall forward it, for an owner; one that gives access when left out.
    #[serde(default)]
    pub provider: Option<String>,
    /// Why, 2 to 200 characters; the other party and the bureau read it.
    pub reason: String,
}

/// Confirm a deregistration with the code that came by email.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmDeregistration {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The code, from the link in the mail.
    pub code: String,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { Deregister ConfirmDeregistration }
