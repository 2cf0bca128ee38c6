//! The verification sheet 核验单 of a filing.

use serde::Deserialize;

/// Record that the verification sheet arrived.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordSheet {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The sheet's scan.
    pub scan_id: String,
    /// That the clerk saw its signatures and seals: only then it is recorded.
    pub signed_and_sealed: bool,
    /// The day it arrived, `YYYY-MM-DD`; today when left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Why it arrived on another day than today, 2 to 200 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Say whether the verification sheet is signed and sealed; if not, another is awaited by post.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckSheet {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// Whether every signature and every seal is there.
    pub signed_and_sealed: bool,
    /// The missing signature or seal, 2 to 200 characters; required where one is missing.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Correct the day on which the verification sheet arrived.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectArrival {
    /// The filing.
    pub filing_id: String,
    /// The version this is based on.
    pub version: u64,
    /// The day on which it arrived, `YYYY-MM-DD`.
    pub arrived_on: String,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { RecordSheet CheckSheet CorrectArrival }
