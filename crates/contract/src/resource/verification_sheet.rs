//! The verification sheet 核验单 of a filing.

use serde::Deserialize;

/// Records the arrival of the verification sheet.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordSheet {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// Identifier of the sheet's scan.
    pub scan_id: String,
    /// True if the clerk saw the signatures and seals of the sheet. Without them, the sheet is not recorded.
    pub signed_and_sealed: bool,
    /// Day on which the sheet arrived, `YYYY-MM-DD`; today if left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Reason for a day of arrival other than today, in 2 to 200 characters; required for such a day.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Records whether the verification sheet is signed and sealed. The bureau waits for another sheet by post if a signature or seal is
/// missing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckSheet {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// True if the sheet has every signature and every seal.
    pub signed_and_sealed: bool,
    /// The missing signature or seal, in 2 to 200 characters; required if `signed_and_sealed` is false.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Corrects the day on which the verification sheet arrived.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CorrectArrival {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// Corrected day of arrival, `YYYY-MM-DD`.
    pub arrived_on: String,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { RecordSheet CheckSheet CorrectArrival }
