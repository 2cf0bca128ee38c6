//! A letter among scanned post, and its pages.

use crate::resource::post::StackView;
use beian_filing::paper::{Evidence, FormKind, IncomingLetter, LetterState, RejectReason};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What a scanned page shows.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mark {
    /// Its place in the file, from 1.
    pub page: u16,
    /// The paper; left out where it is none of them.
    #[serde(default)]
    pub evidence: Option<Evidence>,
}

/// Scanned post that did not find its case, the oldest first.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListUnmatched {
    /// Where to go on, from the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// See the pages of scanned post.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ViewLetter {
    /// The letter.
    pub letter_id: String,
}

/// File scanned post with a case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchLetter {
    /// The letter.
    pub letter_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Reference 受理号 of the case: a paper request, a printed form, or the filing whose verification sheet it is.
    pub reference: String,
    /// What the pages show, where that is not known or wrong.
    #[serde(default)]
    pub marks: Vec<Mark>,
    /// The day on which it arrived, `YYYY-MM-DD`, where that is another one than was said of its pile.
    #[serde(default)]
    pub arrived_on: Option<String>,
    /// Why it arrived on another day than today, 2 to 200 characters.
    #[serde(default)]
    pub reason: Option<String>,
    /// That the clerk saw the signatures and seals of a verification sheet: only then it is filed.
    #[serde(default)]
    pub signed_and_sealed: bool,
}

/// Put scanned post aside that belongs to no case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetAsideLetter {
    /// The letter.
    pub letter_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// Take scanned post back from the paper request that it was filed with by mistake.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeBackLetter {
    /// The letter.
    pub letter_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// A letter among scanned post.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterSummary {
    /// Its identifier.
    pub id: String,
    /// To be sent back with every change.
    pub version: u64,
    /// User name of the clerk who uploaded it.
    pub by: String,
    /// What the file is called that it was scanned into.
    pub name: String,
    /// The day it arrived.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub arrived_on: Date,
    /// How many pages it has.
    pub pages: usize,
    /// Why no page of it could be read: then somebody scans it anew.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reject_reason: Option<RejectReason>,
    /// What its form is for, where that could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormKind>,
    /// The reference on its form, where that could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where it stands.
    pub state: LetterState,
}

impl LetterSummary {
    /// A letter, as clerks see it.
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
            reference: letter.code.map(|code| code.reference.to_string()),
            state: letter.state.clone(),
        }
    }
}

/// Letters among scanned post.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterList {
    /// A page of them.
    pub items: Vec<LetterSummary>,
    /// Where the next page begins; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A letter with its pages.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LetterView {
    /// The line for lists.
    pub summary: LetterSummary,
    /// Its pages, in order.
    pub pages: Vec<ScannedPageView>,
    /// The stack that it lay in, where the order of that can be put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<StackView>,
}

/// A scanned page.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScannedPageView {
    /// Identifier of the letter that it lay in.
    pub letter_id: String,
    /// Identifier of the file that it was scanned into.
    pub batch_id: String,
    /// Its place in the file, from 1.
    pub page: u16,
    /// Which paper it shows, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
    /// Whether somebody looked and it shows none of the papers.
    pub other: bool,
    /// Whether it only stands before the paper that follows.
    pub separator: bool,
    /// What is wrong with the picture.
    pub flaws: Vec<String>,
    /// Dots an inch, where they are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dpi: Option<u16>,
    /// Address of the picture.
    pub url: String,
    /// Address of a small one.
    pub thumbnail: String,
    /// Until when the addresses serve.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub expires_at: Timestamp,
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ListUnmatched ViewLetter MatchLetter SetAsideLetter TakeBackLetter LetterSummary LetterList LetterView
    ScannedPageView
}
