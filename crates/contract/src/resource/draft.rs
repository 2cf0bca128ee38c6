//! A filing that its owner or its access provider writes: begun, saved, submitted, corrected, amended.

use beian_filing::form::{Form, Kind};
use serde::Deserialize;

/// Begin a draft.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartFiling {
    /// What is asked for. Deregistrations are asked for with `deregister`.
    pub kind: Kind,
    /// The digits of the organizer's number, for everything but a first filing.
    #[serde(default)]
    pub record_id: Option<String>,
    /// Position of the site under its organizer, where it is about one.
    #[serde(default)]
    pub position: Option<u32>,
    /// User name of the owner for whom an access provider begins a first filing.
    #[serde(default)]
    pub username: Option<String>,
    /// The code with which the owner authorized a provider that serves none of its sites.
    #[serde(default)]
    pub authorization: Option<String>,
}

/// Keep what was written so far.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveDraft {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The whole form; empty fields are fine.
    pub form: Form,
}

/// Throw a draft away.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Discard {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
}

/// Submit a draft to the access provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submit {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
}

/// Correct fields on the owner's behalf (§二.2).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Correct {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The whole form.
    pub form: Form,
}

/// Amend what came back; it goes straight back to the bureau (§二.1).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amend {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The whole form; only returned fields may differ.
    pub form: Form,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { StartFiling SaveDraft Discard Submit Correct Amend }
