//! Requests to write a filing: its owner or its access provider begins, saves, submits, corrects or amends it.

use beian_filing::form::{FilingKind, Form};
use serde::Deserialize;

/// Begins the draft of a filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StartFiling {
    /// Kind of the filing. A deregistration is requested with `deregister` instead.
    pub kind: FilingKind,
    /// Identifier of the record: the digits of the organizer's filing number. Required for every kind except a first filing, which has
    /// none.
    #[serde(default)]
    pub record_id: Option<String>,
    /// Position of the site under its organizer, if the filing is about one site.
    #[serde(default)]
    pub position: Option<u32>,
    /// User name of the owner, for a first filing that an access provider begins; refused in all other cases.
    #[serde(default)]
    pub username: Option<String>,
    /// Authorization code 授权码 that the owner gave to the access provider, for a provider that may not begin the filing without it.
    #[serde(default)]
    pub authorization: Option<String>,
}

/// Saves a draft.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaveDraft {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// The whole form. Its fields may be empty.
    pub form: Form,
}

/// Discards a draft, or withdraws a deregistration.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Discard {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
}

/// Submits a draft to the access provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Submit {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
}

/// Corrects fields on the owner's behalf (§二.2).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Correct {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// The whole form.
    pub form: Form,
}

/// Amends the returned fields. The filing goes straight back to the bureau (§二.1).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Amend {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// The whole form. Only returned fields may differ.
    pub form: Form,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { StartFiling SaveDraft Discard Submit Correct Amend }
