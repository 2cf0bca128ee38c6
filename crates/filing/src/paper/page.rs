//! Pages of scanned post.

use crate::paper::{kind::Evidence, printed_form::FormCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The pages of one letter that is filed with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetterPages {
    /// Identifier of the letter.
    #[serde(default)]
    pub letter: String,
    /// Identifier of the scan batch.
    pub batch: String,
    /// The pages, in order.
    pub pages: Vec<ScannedPage>,
    /// The day of arrival; `None` if it was not stored yet when the letter was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<Date>,
    /// The evidence that a clerk entered with the letter and that no page shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manually_entered: Vec<Evidence>,
}

impl LetterPages {
    /// Returns the evidence that the pages show, in the order of the pages.
    pub fn shown(&self) -> impl Iterator<Item = Evidence> {
        self.pages.iter().filter_map(|sheet| sheet.evidence)
    }
}

/// The reason for which a scan batch could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum RejectReason {
    /// The content is not PDF, TIFF, JPEG or PNG, whatever the file's name is.
    Unsupported,
    /// The content has one of these formats, but in a rare variant that the reader does not support.
    UnsupportedKind,
    /// The file opens only with a password.
    Encrypted,
    /// The file is truncated or broken, so pages may be missing.
    Damaged,
    /// The scan batch has more than [`MAX_FILE_PAGES`](crate::paper::MAX_FILE_PAGES) pages.
    TooManyPages,
    /// A page is larger than the reader supports.
    TooLarge,
    /// A page takes longer to read than any normal page needs.
    TakesTooLong,
    /// The file has no page.
    Empty,
    /// The content that arrived differs from the content that the browser announced.
    Changed,
    /// The malware scanner found malware.
    Infected,
    /// Every attempt to read the scan batch failed.
    GivenUp,
}

/// Converts a count to `u16`. A larger count becomes [`u16::MAX`].
pub(super) fn many(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// A page of a scan batch, as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ScannedPage {
    /// Number of the page in the scan batch, from 1.
    pub page: u16,
    /// The evidence that the page shows; `None` if it is unknown or the page shows none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// True if a clerk, and no code, determined the evidence. Without evidence, the clerk determined that the page shows none.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub marked_by_clerk: bool,
    /// True if the page is a separator 隔页 before an enclosed paper.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub separator: bool,
    /// The flaws of the picture, such as `blurred`, `blank`, `low_resolution` and `corner_cut`, and the flaws of its
    /// place in the letter: `unread_code`, `extra_page`, `out_of_order`, `nothing_behind` and `no_form`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<String>,
    /// Resolution of the picture in dots per inch, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpi: Option<u16>,
    /// The codes of this bureau on the page, in the order of the form's pages. The list is empty for a page that was read before codes
    /// were stored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub codes: Vec<FormCode>,
    /// True if the page seems to have a code that could not be read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub near: bool,
    /// True if a code of this bureau on the page disagrees with its check characters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
    /// Size of the picture in bytes.
    pub size: u32,
    /// SHA-256 of the picture, in hex; `None` for a page without a picture or from before digests were stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl ScannedPage {
    /// Stores the evidence that a clerk sees on the page. `None` means that the page shows none.
    pub fn mark(&mut self, evidence: Option<Evidence>) {
        self.marked_by_clerk = true;
        self.evidence = evidence;
    }
}

/// The findings of the reader on one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFindings {
    /// The different codes of this bureau on the page.
    pub codes: Vec<FormCode>,
    /// True if a code of this bureau on the page disagrees with its check characters.
    pub damaged: bool,
    /// True if the page seems to have a code that could not be read. The page may then be a form, and need not belong
    /// to the page before it.
    pub near: bool,
    /// True if the page is empty.
    pub blank: bool,
    /// The flaws of the picture.
    pub flaws: Vec<String>,
    /// Resolution of the picture in dots per inch, if it is known.
    pub dpi: Option<u16>,
    /// Size of the picture in bytes.
    pub size: u32,
    /// SHA-256 of the picture, in hex.
    pub sha256: Option<String>,
}
