//! The response of an action that has no data to return.

use serde::Serialize;

/// An empty response: the action succeeded and has no data to return.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Done {}

beian_filing::prints_its_name! { Done }
