//! Access providers 接入服务商.

use beian_filing::identifier::ProviderId;
use serde::{Deserialize, Serialize};

/// Adds an access provider.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddProvider {
    /// Identifier: 2 to 32 lower-case letters, digits and `-`. It neither begins nor ends with `-`.
    pub id: String,
    /// Name of the access provider, in at most 60 characters.
    pub name: String,
    /// Email address for notices to the access provider.
    pub email: String,
}

/// Lists the access providers that an applicant can choose.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListProviders {}

/// An access provider that an applicant can choose.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderView {
    /// Identifier of the access provider.
    pub id: ProviderId,
    /// Name of the access provider.
    pub name: String,
}

/// The access providers.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProviderList {
    /// All access providers, by identifier.
    pub items: Vec<ProviderView>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { AddProvider ListProviders ProviderView ProviderList }
