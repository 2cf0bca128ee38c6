//! Scan batches 收件扫描 of incoming post: their upload, list and reordering.

use crate::resource::scan::UploadField;
use beian_filing::{
    identifier::Username,
    paper::{BatchState, BatchStatus, LetterLine, OrderFault, RejectReason, ScanBatch, StackOrder},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A file of a scan batch.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostPart {
    /// Name of the file, in 1 to 200 characters.
    pub name: String,
    /// Size in bytes, at most 80 MiB.
    pub size: u64,
    /// SHA-256 of the content, in lower-case hex.
    pub sha256: String,
}

/// Announces the upload of a scan batch. A scan batch that need not be uploaded again is returned in its present state.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadPost {
    /// The 1 to 200 files of the scan batch, in the order of their pages: one file, or several pictures from one pile.
    pub parts: Vec<PostPart>,
    /// Day on which the post arrived, `YYYY-MM-DD`; today if left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Reason for a day of arrival other than today, in 2 to 200 characters; required for such a day.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Lists the scan batches that the caller uploaded, the newest first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListPost {
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Puts the pages of a scan batch into their own order, because they were scanned in another one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReorderPost {
    /// Identifier of the scan batch.
    pub batch_id: String,
    /// Version of the scan batch that the change is based on.
    pub version: u64,
}

/// A scan batch 一叠扫描件: one file, or several pictures that belong together.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostBatch {
    /// Identifier: the first 32 hex digits of the file's SHA-256 or, for several files, of a digest of their SHA-256 texts in order.
    pub id: String,
    /// Name of the first file.
    pub name: String,
    /// Version of the scan batch, which every change must send back.
    pub version: u64,
    /// Number of files.
    pub parts: usize,
    /// Size of all files, in bytes.
    pub size: u64,
    /// User name of the clerk who uploaded the scan batch.
    pub by: Username,
    /// Time at which the upload began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Day on which the post arrived.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub arrived_on: Date,
    /// State of the scan batch.
    pub status: BatchStatus,
    /// Reason for which the scan batch could not be read; absent for every other state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject_reason: Option<RejectReason>,
    /// Number of pages; 0 until the scan batch was read.
    pub pages: u16,
    /// Identifier of the letter that reports that the scan batch could not be read; absent for every other state, and once the uploaded
    /// files are deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice_id: Option<String>,
    /// Codes of suspicious content that was left out, such as scripts; empty until the scan batch was read.
    pub oddities: Vec<String>,
    /// The letters in the scan batch, in their state when it was read or reordered.
    pub letters: Vec<LetterLine>,
    /// The wrong order of the scanned pages, if `reorder-post` can correct it; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderFault>,
}

impl PostBatch {
    /// Builds the view of a scan batch for clerks.
    pub fn of(batch: &ScanBatch) -> PostBatch {
        let (pages, letters, oddities) = match &batch.state {
            BatchState::Read { pages, letters, oddities, .. } => (*pages, letters.clone(), oddities.clone()),
            _ => (0, Vec::new(), Vec::new()),
        };
        let why = batch.reject_reason();
        PostBatch {
            id: batch.id.clone(),
            name: batch.name().to_owned(),
            version: batch.version,
            parts: batch.parts.len(),
            size: batch.size(),
            by: batch.uploaded_by.clone(),
            at: batch.at,
            arrived_on: batch.arrived_on,
            status: batch.status(),
            notice_id: why.and(batch.kept_until).map(|_| batch.failure_letter_id()),
            reject_reason: why,
            pages,
            oddities,
            letters,
            order: batch.order().map(StackOrder::fault),
        }
    }
}

/// A scan batch, and the addresses for its upload.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostUpload {
    /// The scan batch.
    pub batch: PostBatch,
    /// Upload address of each file, in the order of the files. The last file must be sent last. The list is empty if the scan batch need
    /// not be uploaded again.
    pub uploads: Vec<PostTo>,
}

/// Address and form of an upload. The client posts a form with these fields, and the file after them, to the address.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostTo {
    /// Address for the form.
    pub url: String,
    /// Form fields, in this order, before the field `file`.
    pub fields: Vec<UploadField>,
    /// Time at which the address expires.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

/// A page of scan batches.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostBatchList {
    /// The scan batches, the newest first.
    pub items: Vec<PostBatch>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A scan batch with pages that were scanned in another order than their own.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StackView {
    /// Identifier of the scan batch.
    pub id: String,
    /// Version of the scan batch, which `reorder-post` must send back.
    pub version: u64,
    /// Number of pages.
    pub pages: u16,
    /// The wrong order of the scanned pages.
    pub order: OrderFault,
}

impl StackView {
    /// Builds the view of a scan batch; `None` if its page order needs no correction or is unknown.
    pub fn of(batch: &ScanBatch) -> Option<StackView> {
        let BatchState::Read { pages, order: Some(order), .. } = batch.state else { return None };
        Some(StackView { id: batch.id.clone(), version: batch.version, pages, order: order.fault() })
    }
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    PostPart UploadPost ListPost ReorderPost PostBatch PostUpload PostTo PostBatchList StackView
}
