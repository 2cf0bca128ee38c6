//! A letter among scanned post, and its pages.

use crate::resource::post::StackView;
use beian_filing::paper::{Evidence, FormKind, Piece, PieceState, Unfit};
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
pub struct ViewPiece {
    /// The letter.
    pub piece_id: String,
}

/// File scanned post with a case.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MatchPiece {
    /// The letter.
    pub piece_id: String,
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
pub struct SetAsidePiece {
    /// The letter.
    pub piece_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// Take scanned post back from the paper request that it was filed with by mistake.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TakeBackPiece {
    /// The letter.
    pub piece_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Why, 2 to 200 characters.
    pub reason: String,
}

/// A letter among scanned post.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PieceSummary {
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
    pub unfit: Option<Unfit>,
    /// What its form is for, where that could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<FormKind>,
    /// The reference on its form, where that could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where it stands.
    pub state: PieceState,
}

impl PieceSummary {
    /// A letter, as clerks see it.
    pub fn of(piece: &Piece) -> PieceSummary {
        PieceSummary {
            id: piece.id.clone(),
            version: piece.version,
            by: piece.by.clone(),
            name: piece.name.clone(),
            arrived_on: piece.arrived_on,
            pages: piece.sheets.len(),
            unfit: piece.unfit,
            form: piece.code.map(|code| code.kind),
            reference: piece.code.map(|code| code.reference.to_string()),
            state: piece.state.clone(),
        }
    }
}

/// Letters among scanned post.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PieceList {
    /// A page of them.
    pub items: Vec<PieceSummary>,
    /// Where the next page begins; left out on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A letter with its pages.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PieceView {
    /// The line for lists.
    pub summary: PieceSummary,
    /// Its pages, in order.
    pub sheets: Vec<SheetView>,
    /// The stack that it lay in, where the order of that can be put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stack: Option<StackView>,
}

/// A scanned page.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SheetView {
    /// Identifier of the letter that it lay in.
    pub piece_id: String,
    /// Identifier of the file that it was scanned into.
    pub file_id: String,
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
    ListUnmatched ViewPiece MatchPiece SetAsidePiece TakeBackPiece PieceSummary PieceList PieceView
    SheetView
}
