//! Scans of documents: uploaded, attached, removed, seen.

use beian_filing::form::DocumentKind;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Ask where a scan may be uploaded to.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadScan {
    /// The filing.
    pub filing_id: String,
    /// Which document it shows.
    pub document: DocumentKind,
    /// `application/pdf`, `image/jpeg`, `image/png` or `image/tiff`.
    pub media_type: String,
    /// Size in bytes, at most 20 MiB.
    pub size: u64,
}

/// Take an uploaded scan into the filing, once its content was looked at.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AttachScan {
    /// The filing.
    pub filing_id: String,
    /// The scan, as `upload-scan` named it.
    pub scan_id: String,
    /// The version this is based on.
    pub version: u64,
    /// Which document it shows.
    pub document: DocumentKind,
    /// The name of its file, by which its owner knows it again; kept up to 80 characters.
    #[serde(default)]
    pub name: Option<String>,
}

/// Take a scan out of the filing.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RemoveScan {
    /// The filing.
    pub filing_id: String,
    /// The scan.
    pub scan_id: String,
    /// The version this is based on.
    pub version: u64,
}

/// Ask for a short-lived address to see a scan.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewScan {
    /// The filing.
    pub filing_id: String,
    /// The scan.
    pub scan_id: String,
    /// Why, 2 to 200 characters: staff say it for each scan of an identity document.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Where and how to upload a scan: post a form with these fields, then the file, to the address.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadView {
    /// Identifier of the scan.
    pub scan_id: String,
    /// Address to post to.
    pub url: String,
    /// Form fields, in this order, before `file`.
    pub fields: Vec<UploadField>,
    /// Until when.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

/// A field of the upload form.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadField {
    /// Name.
    pub name: String,
    /// Value.
    pub value: String,
}

/// Where to see a scan.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScanView {
    /// Short-lived address.
    pub url: String,
    /// What its content is.
    pub media_type: String,
    /// Addresses of small pictures of its pages, in order, JPEG; none of what came by post.
    pub thumbnails: Vec<String>,
    /// Until when the addresses serve.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! { UploadScan AttachScan RemoveScan ViewScan UploadView UploadField ScanView }
