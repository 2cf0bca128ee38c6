//! Letters 邮件 of scanned post, and their pages.

use crate::resource::post::StackView;
use beian_filing::{
    identifier::{Reference, Username},
    paper::{Evidence, IncomingLetter, LetterState, PrintedFormKind, RejectReason},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A clerk's mark on a scanned page of a letter: the evidence that the page shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mark {
    /// Number of the page in the scan batch, from 1.
    pub page: u16,
    /// The evidence; left out if the page shows none.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// Lists the letters without a case, the oldest first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListUnmatched {
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Shows the pages of a letter.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewLetter {
    /// Identifier of the letter.
    pub letter_id: String,
}

/// Files a letter with its case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchLetter {
    /// Identifier of the letter.
    pub letter_id: String,
    /// Version of the letter that the change is based on.
    pub version: u64,
    /// Reference 受理号 of the case: a paper request, a printed form, or a filing if the letter is its verification sheet.
    pub reference: String,
    /// Marks on pages that show other evidence than is known of them.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// Day on which the letter arrived, `YYYY-MM-DD`; the scan batch's day of arrival if left out.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Reason for an `arrived_on` other than today, in 2 to 200 characters; required for such a day.
    #[serde(default)]
    pub reason: Option<String>,
    /// True if the clerk saw the signatures and seals of a verification sheet. Without them, a verification sheet is not filed.
    #[serde(default)]
    pub signed_and_sealed: bool,
}

/// Sets a letter aside that belongs to no case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetAsideLetter {
    /// Identifier of the letter.
    pub letter_id: String,
    /// Version of the letter that the change is based on.
    pub version: u64,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

/// Takes a letter back from a paper request that it was filed with by mistake.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeBackLetter {
    /// Identifier of the letter.
    pub letter_id: String,
    /// Version of the letter that the change is based on.
    pub version: u64,
    /// Reason, in 2 to 200 characters.
    pub reason: String,
}

/// A letter of scanned post, as a line of a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterSummary {
    /// Identifier of the letter.
    pub id: String,
    /// Version of the letter, which every change must send back.
    pub version: u64,
    /// User name of the clerk who uploaded the scan batch.
    pub by: Username,
    /// Name of the scan batch.
    pub name: String,
    /// Day on which the letter arrived.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub arrived_on: Date,
    /// Number of pages.
    pub pages: usize,
    /// Reason for which the scan batch could not be read and must be scanned again; absent for every other letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject_reason: Option<RejectReason>,
    /// Kind of the printed form; absent if the form's code was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<PrintedFormKind>,
    /// Reference 受理号 on the printed form; absent if the form's code was not read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<Reference>,
    /// State of the letter.
    pub state: LetterState,
}

impl LetterSummary {
    /// Builds the line of a letter for clerks.
    pub fn of(letter: &IncomingLetter) -> LetterSummary {
        LetterSummary {
            id: letter.id.clone(),
            version: letter.version,
            by: letter.uploaded_by.clone(),
            name: letter.name.clone(),
            arrived_on: letter.arrived_on,
            pages: letter.pages.len(),
            reject_reason: letter.reject_reason,
            form: letter.code.map(|code| code.kind),
            reference: letter.code.map(|code| code.reference),
            state: letter.state.clone(),
        }
    }
}

/// A page of letters.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterList {
    /// The letters, the oldest first.
    pub items: Vec<LetterSummary>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A letter with its pages.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterView {
    /// The letter as a line of a list.
    pub summary: LetterSummary,
    /// The pages, in order.
    pub pages: Vec<ScannedPageView>,
    /// The scan batch of the letter, if the letter waits because of a page order that `reorder-post` can correct; absent otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<StackView>,
}

/// A scanned page.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScannedPageView {
    /// Identifier of the letter that contains the page.
    pub letter_id: String,
    /// Identifier of the scan batch.
    pub batch_id: String,
    /// Number of the page in the scan batch, from 1.
    pub page: u16,
    /// Evidence that the page shows; absent if it is unknown or the page shows none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// True if a clerk said that the page shows no evidence.
    pub other: bool,
    /// True if the page is a separator 隔页 before an enclosed paper.
    pub separator: bool,
    /// Codes of the flaws of the picture, such as `blurred`, and of the page's place in the letter, such as `out_of_order`.
    pub flaws: Vec<String>,
    /// Resolution of the picture in dots per inch; absent if it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpi: Option<u16>,
    /// Address of the picture, JPEG.
    pub url: String,
    /// Address of a small picture, JPEG.
    pub thumbnail: String,
    /// Time at which the addresses expire.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ListUnmatched ViewLetter MatchLetter SetAsideLetter TakeBackLetter LetterSummary LetterList LetterView
    ScannedPageView
}
