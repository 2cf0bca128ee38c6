//! The answer of an action that has nothing to show.

use serde::Serialize;

/// Nothing more to say.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Done {}

beian_filing::prints_its_name! { Done }
