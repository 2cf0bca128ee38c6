//! Post that comes in as scans 收件扫描: a clerk uploads files, each becomes pages, pages become the letters that lay in one
//! pile, and each letter finds its case by the code on its form, or waits until a clerk says whose it is.
//!
//! How a file becomes pages is not here.

use crate::{
    deadline::Arrival,
    form::Applicant,
    identifier::Reference,
    paper::refusal::PaperRefusal,
    paper::{
        kind::Evidence,
        page::{Papers, PieceSheet, Unfit, many},
        printed_form::FormCode,
    },
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A letter in a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PieceLine {
    /// Its identifier.
    pub id: String,
    /// How many pages it has.
    pub pages: u16,
    /// Where it stood.
    pub state: PieceState,
}

/// One letter 邮件: what lay between two first pages of a pile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The file's identifier, a dash, and its place in the file.
    pub id: String,
    /// Counts the changes.
    pub version: u64,
    /// The file.
    pub file: String,
    /// What that is called.
    #[serde(default)]
    pub name: String,
    /// The clerk who uploaded it.
    pub by: String,
    /// The day it arrived.
    pub arrived_on: Date,
    /// Why that is another day than that of the upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the file was read.
    pub at: Timestamp,
    /// Its pages, in order.
    pub sheets: Vec<PieceSheet>,
    /// Why the file became nothing: then it has no page, and only tells that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfit: Option<Unfit>,
    /// The code by which its case is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<FormCode>,
    /// Where it stands.
    pub state: PieceState,
}

/// Where a letter stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum PieceState {
    /// A clerk says whose it is.
    Waiting {
        /// Why it did not file itself.
        why: Why,
    },
    /// It is with its case.
    Filed {
        /// Which.
        to: CaseOf,
        /// Whether it found it by itself.
        by_itself: bool,
    },
    /// It belongs to no case.
    SetAside {
        /// Why, in the clerk's words.
        reason: String,
        /// User name of the clerk.
        by: String,
    },
}

/// The case that a letter belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum CaseOf {
    /// A paper request.
    Request {
        /// Its identifier.
        id: String,
        /// Its reference 受理号.
        reference: String,
    },
    /// A filing, whose verification sheet it is.
    Filing {
        /// Its identifier.
        id: String,
        /// Its reference 受理号.
        reference: String,
    },
}

/// Why a letter did not file itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum Why {
    /// No page has a code of ours.
    NoCode,
    /// There is a code of ours that cannot be right.
    DamagedCode,
    /// A page may have a code that was not read: it may belong to another letter.
    UnreadCode,
    /// More pages lie in it, or behind it, than its form announces.
    ExtraPages,
    /// Its pages do not lie in the order of its form, or apart from each other.
    OutOfOrder,
    /// A paper that it announces does not lie behind its separator.
    NothingBehind,
    /// The form itself is not there.
    NoForm,
    /// The whole stack was scanned in another order than its own.
    WrongOrder,
    /// One page has the codes of two cases.
    TwoCases,
    /// An edition of the form that is printed no more.
    OlderForm,
    /// There is no case of that reference, or it is of another kind.
    UnknownCase,
    /// The case is decided, or asks for no paper any more.
    CaseClosed,
    /// What the form names is not with us: no such account, filing or record.
    NotFound,
    /// There are more pages than a case takes.
    TooManyPages,
    /// The case did not take it; somebody looks.
    NotTaken,
    /// No page of the file could be read.
    Unfit,
    /// It was filed with a case to which it does not belong.
    TakenBack,
}

impl Piece {
    /// What an individual encloses stands in the place of what a unit does; what somebody said stays.
    pub fn sorted_for(mut self, applicant: Applicant) -> Piece {
        let (from, to) = match applicant {
            Applicant::Unit => (Evidence::IdentityCard, Evidence::Licence),
            Applicant::Individual => (Evidence::Licence, Evidence::IdentityCard),
        };
        for sheet in self.sheets.iter_mut().filter(|sheet| !sheet.said && sheet.evidence == Some(from)) {
            sheet.evidence = Some(to);
        }
        self
    }

    /// It waits again, with what was said of its pages where it lay.
    pub fn taken_back(&self, papers: Papers) -> Piece {
        Piece { sheets: papers.pages, ..self.waiting(Why::TakenBack) }
    }

    /// It in a line.
    pub fn line(&self) -> PieceLine {
        PieceLine { id: self.id.clone(), pages: many(self.sheets.len()), state: self.state.clone() }
    }

    /// What a clerk says of its pages: those that are not named stay what they are.
    ///
    /// # Errors
    /// The places that it does not have.
    pub fn marked(mut self, marks: &[(u16, Option<Evidence>)]) -> Result<Piece, Vec<u16>> {
        let mut unknown = Vec::new();
        for (page, evidence) in marks {
            match self.sheets.iter_mut().find(|sheet| sheet.page == *page) {
                Some(sheet) => sheet.mark(*evidence),
                None => unknown.push(*page),
            }
        }
        if unknown.is_empty() { Ok(self) } else { Err(unknown) }
    }

    /// What a clerk says of the day on which it arrived.
    #[must_use]
    pub fn arrived(self, arrival: Arrival) -> Piece {
        Piece { arrived_on: arrival.on, reason: arrival.reason, ..self }
    }

    /// Its pages as a case keeps them.
    pub fn papers(&self) -> Papers {
        Papers {
            piece: self.id.clone(),
            file: self.file.clone(),
            pages: self.sheets.clone(),
            arrived_on: Some(self.arrived_on),
            stated: Vec::new(),
        }
    }

    /// It waits for a clerk.
    pub fn waiting(&self, why: Why) -> Piece {
        self.turn(PieceState::Waiting { why })
    }

    /// It is with its case.
    pub fn filed(&self, to: CaseOf, by_itself: bool) -> Piece {
        self.turn(PieceState::Filed { to, by_itself })
    }

    /// It belongs to no case.
    ///
    /// # Errors
    /// [`PaperRefusal::PieceFiled`].
    pub fn set_aside(&self, reason: &str, by: &str) -> Result<Piece, PaperRefusal> {
        self.open()?;
        let reason = reason.trim().to_owned();
        Ok(self.turn(PieceState::SetAside { reason, by: by.to_owned() }))
    }

    /// Whether a clerk may still say whose it is.
    ///
    /// # Errors
    /// [`PaperRefusal::PieceFiled`].
    pub fn open(&self) -> Result<(), PaperRefusal> {
        match self.state {
            PieceState::Filed { .. } => Err(PaperRefusal::PieceFiled),
            PieceState::Waiting { .. } | PieceState::SetAside { .. } => Ok(()),
        }
    }

    /// Whether a clerk may file it.
    ///
    /// # Errors
    /// [`PaperRefusal::PieceFiled`]; [`PaperRefusal::NoPages`] where the file became nothing.
    pub fn is_to_file(&self) -> Result<(), PaperRefusal> {
        if self.sheets.is_empty() { Err(PaperRefusal::NoPages) } else { self.open() }
    }

    /// Identifier of the paper request that it is with.
    ///
    /// # Errors
    /// [`PaperRefusal::NotWithRequest`].
    pub fn request(&self) -> Result<&str, PaperRefusal> {
        match &self.state {
            PieceState::Filed { to: CaseOf::Request { id, .. }, .. } => Ok(id),
            _ => Err(PaperRefusal::NotWithRequest),
        }
    }

    /// Whether it is with the case of this reference.
    pub fn is_with(&self, reference: &Reference) -> bool {
        match &self.state {
            PieceState::Filed {
                to: CaseOf::Request { reference: case, .. } | CaseOf::Filing { reference: case, .. },
                ..
            } => *case == reference.to_string(),
            PieceState::Waiting { .. } | PieceState::SetAside { .. } => false,
        }
    }

    pub(super) fn turn(&self, state: PieceState) -> Piece {
        Piece { state, version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
