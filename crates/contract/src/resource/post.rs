//! Piles of scanned post: uploaded, listed, and put in order.

use crate::resource::scan::UploadField;
use beian_filing::paper::{
    BatchState, BatchStatus, LetterLine, OrderFault, RejectReason, ScanBatch, StackOrder,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A file that is uploaded.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostPart {
    /// What it is called, at most 200 characters.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of its content, in hex.
    pub sha256: String,
}

/// Say that a pile of scanned post is to be uploaded; one that came before is told as it is.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadPost {
    /// The files that it consists of, in the order of its pages: mostly one, or pictures that lay in one pile; at most 200.
    pub parts: Vec<PostPart>,
    /// The day on which the post in it arrived, `YYYY-MM-DD`; today when left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Why it arrived on another day than today, 2 to 200 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// The files of scanned post that one uploaded, the newest first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListPost {
    /// Where to go on, from the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Put the pages of a stack in order that was scanned in another.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReorderPost {
    /// The stack.
    pub batch_id: String,
    /// The version that was seen.
    pub version: u64,
}

/// A pile of scanned post: one file, or pictures that belong together.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostBatch {
    /// Its identifier: the beginning of its SHA-256, or of its files' together.
    pub id: String,
    /// What its first file is called.
    pub name: String,
    /// To be sent back with every change.
    pub version: u64,
    /// How many files it consists of.
    pub parts: usize,
    /// Size in bytes.
    pub size: u64,
    /// User name of the clerk who uploaded it.
    pub by: String,
    /// When that began.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// The day on which the post in it arrived.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub arrived_on: Date,
    /// Where it stands.
    pub status: BatchStatus,
    /// Why it became nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject_reason: Option<RejectReason>,
    /// How many pages it has; 0 until it was read.
    pub pages: u16,
    /// The letter that tells that it became nothing, as long as that is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice_id: Option<String>,
    /// What was found in it and left out.
    pub oddities: Vec<String>,
    /// The letters that lay in it, as they were when it was read.
    pub letters: Vec<LetterLine>,
    /// The order in which its pages lie, where `reorder-post` can put it right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderFault>,
}

impl PostBatch {
    /// A file, as clerks see it.
    pub fn of(batch: &ScanBatch) -> PostBatch {
        let (pages, letters, oddities) = match &batch.state {
            BatchState::Read { pages, letters, oddities, .. } => (*pages, letters.clone(), oddities.clone()),
            _ => (0, Vec::new(), Vec::new()),
        };
        let why = batch.why();
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
            notice_id: why.and(batch.kept_until).map(|_| batch.notice_id()),
            reject_reason: why,
            pages,
            oddities,
            letters,
            order: batch.order().map(StackOrder::fault),
        }
    }
}

/// A pile of scanned post, and where to upload it.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostUpload {
    /// The pile.
    pub batch: PostBatch,
    /// Where to, for each of its files in their order; the last one is to be sent last. Empty where it came before.
    pub uploads: Vec<PostTo>,
}

/// Where and how to upload: post a form with these fields, then the file, to the address.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostTo {
    /// Address to post to.
    pub url: String,
    /// Form fields, in this order, before `file`.
    pub fields: Vec<UploadField>,
    /// Until when.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

/// Files of scanned post.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PostBatchList {
    /// A page of them.
    pub items: Vec<PostBatch>,
    /// Where the next page begins; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A stack that was scanned in another order than its own.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StackView {
    /// Its identifier.
    pub id: String,
    /// To be sent back when it is put in order.
    pub version: u64,
    /// How many pages it has.
    pub pages: u16,
    /// Its flaws.
    pub order: OrderFault,
}

impl StackView {
    /// A stack, where its order can be put right.
    pub fn of(batch: &ScanBatch) -> Option<StackView> {
        let BatchState::Read { pages, order: Some(order), .. } = batch.state else { return None };
        Some(StackView { id: batch.id.clone(), version: batch.version, pages, order: order.fault() })
    }
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    PostPart UploadPost ListPost ReorderPost PostBatch PostUpload PostTo PostBatchList StackView
}
