//! Scanned pages.

use crate::paper::{kind::Evidence, printed_form::FormCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Scanned pages that came with a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Papers {
    /// Identifier of the letter that they lay in.
    #[serde(default)]
    pub piece: String,
    /// Identifier of the file that they were scanned into.
    pub file: String,
    /// They themselves, in order.
    pub pages: Vec<PieceSheet>,
    /// The day on which they arrived, where it was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrived_on: Option<Date>,
    /// What was entered with them and no page was said to show.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stated: Vec<Evidence>,
}

impl Papers {
    /// The evidence that pages show, one after the other.
    pub fn shown(&self) -> impl Iterator<Item = Evidence> {
        self.pages.iter().filter_map(|sheet| sheet.evidence)
    }
}

/// Why a file became nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Unfit {
    /// Its content is not PDF, TIFF, JPEG or PNG, whatever its name says.
    Unsupported,
    /// It is one of these, but of a kind that is seldom written and not read.
    UnsupportedKind,
    /// It does not open without a password.
    Encrypted,
    /// It is cut off, so that pages may be missing, or broken.
    Damaged,
    /// It has more than [`MAX_FILE_PAGES`] pages.
    TooManyPages,
    /// A page is larger than can be read.
    TooLarge,
    /// Reading it takes more time than any page needs.
    TakesTooLong,
    /// There is no page in it.
    Empty,
    /// What arrived is not what was sent.
    Changed,
    /// Malware was found in it.
    Infected,
    /// Every attempt to read it broke off.
    GivenUp,
}

/// More than there ever are is as many as there may be.
pub(super) fn many(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// A page of a file, as it was read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PieceSheet {
    /// Its place in the file, from 1.
    pub page: u16,
    /// Which paper it shows; `None` until somebody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Whether somebody said so, and no code: with no paper, that it shows none of them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub said: bool,
    /// Whether it only stands before the paper that follows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub separator: bool,
    /// The flaws of the picture: `blurred`, `blank`, `low_resolution`, `corner_cut`, …; or with where it lies in its letter:
    /// `unread_code`, `extra_page`, `out_of_order`, `nothing_behind`, `no_form`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flaws: Vec<String>,
    /// Dots an inch, where they are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpi: Option<u16>,
    /// The codes of our forms on it, as the pages of the form follow each other; empty of a page that was read before they were kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub codes: Vec<FormCode>,
    /// Whether something on it looks like a code of which no text was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub near: bool,
    /// Whether a code of ours on it does not agree with its check characters.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub damaged: bool,
    /// Size of the picture in bytes.
    pub size: u32,
    /// SHA-256 of the picture, in hex; `None` of a page that was read before it was kept, or that has no picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

impl PieceSheet {
    /// What somebody says of it; with `None`, that it shows none of the papers.
    pub fn mark(&mut self, evidence: Option<Evidence>) {
        self.said = true;
        self.evidence = evidence;
    }
}

/// What the reader found on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageFound {
    /// Different codes of our forms.
    pub codes: Vec<FormCode>,
    /// Whether there was one of ours that does not agree with its check characters.
    pub damaged: bool,
    /// Whether something on it has the marks of a code and no text of it was read: it may be a form that belongs to no page before it.
    pub near: bool,
    /// Whether nothing is on it.
    pub blank: bool,
    /// What is wrong with the picture.
    pub flaws: Vec<String>,
    /// Dots an inch, where they are known.
    pub dpi: Option<u16>,
    /// Size of the picture in bytes.
    pub size: u32,
    /// SHA-256 of the picture, in hex.
    pub sha256: Option<String>,
}
