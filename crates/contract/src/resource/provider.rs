//! The access providers.

use serde::{Deserialize, Serialize};

/// Enter an access provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddProvider {
    /// Identifier: 2 to 32 lower-case letters, digits and `-`.
    pub id: String,
    /// Name.
    pub name: String,
    /// Where its notices go.
    pub email: String,
}

/// The access providers that may be chosen.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListProviders {}

/// An access provider that may be chosen.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderView {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: String,
}

/// The access providers.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderList {
    /// All of them, by name.
    pub items: Vec<ProviderView>,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { AddProvider ListProviders ProviderView ProviderList }
