//! Scans of documents: their upload, attachment, removal and viewing.

use beian_filing::form::DocumentKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Requests an address for the upload of a scan.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadScan {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Kind of the document that the scan shows.
    pub document: DocumentKind,
    /// Media type of the file: `application/pdf`, `image/jpeg`, `image/png` or `image/tiff`.
    pub media_type: String,
    /// Size in bytes, at most 20 MiB.
    pub size: u64,
}

/// Attaches an uploaded scan to the filing, after a check of its content.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachScan {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Identifier of the scan, from `upload-scan`.
    pub scan_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
    /// Kind of the document that the scan shows.
    pub document: DocumentKind,
    /// Name of the file, by which the owner recognizes the scan; cut to 80 characters.
    #[serde(default)]
    pub name: Option<String>,
}

/// Removes a scan from the filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemoveScan {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Identifier of the scan.
    pub scan_id: String,
    /// Version of the filing that the change is based on.
    pub version: u64,
}

/// Requests a short-lived address of a scan.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewScan {
    /// Identifier of the filing.
    pub filing_id: String,
    /// Identifier of the scan.
    pub scan_id: String,
    /// Reason, in 2 to 200 characters; required of staff for each scan of an identity document.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Address and form for the upload of a scan. The client posts a form with these fields, and the file after them, to the address.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadView {
    /// Identifier of the scan.
    pub scan_id: String,
    /// Address for the form.
    pub url: String,
    /// Form fields, in this order, before the field `file`.
    pub fields: Vec<UploadField>,
    /// Time at which the address expires.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

/// A field of the upload form.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadField {
    /// Name of the field.
    pub name: String,
    /// Value of the field.
    pub value: String,
}

/// Addresses of a scan.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanView {
    /// Short-lived address of the file.
    pub url: String,
    /// Media type of the content.
    pub media_type: String,
    /// Addresses of small JPEG pictures of the pages, in order; empty for a scan that came by post.
    pub thumbnails: Vec<String>,
    /// Time at which the addresses expire.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { UploadScan AttachScan RemoveScan ViewScan UploadView UploadField ScanView }
