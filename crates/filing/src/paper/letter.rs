//! Letters 邮件 in scanned post 收件扫描. A clerk uploads scan batches. Each scan batch is read into pages, and the pages are
//! cut into letters. A letter is filed with its case by the code on its form, or waits until a clerk names the case.
//!
//! This module does not read files into pages.

use crate::{
    deadline::Arrival,
    form::ApplicantKind,
    identifier::{FilingId, Reference, RequestId, Username},
    paper::refusal::PaperRefusal,
    paper::{
        kind::Evidence,
        page::{LetterPages, RejectReason, ScannedPage, many},
        printed_form::FormCode,
    },
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// A letter as a line of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct LetterLine {
    /// Identifier of the letter.
    pub id: String,
    /// The number of its pages.
    pub pages: u16,
    /// The state of the letter when the line was written.
    pub state: LetterState,
}

/// A letter 邮件: the pages of a scan batch from the first page of a form up to the first page of the next form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncomingLetter {
    /// Identifier: the identifier of the scan batch, a dash, and the number of the letter in the batch.
    pub id: String,
    /// The number of changes so far.
    pub version: u64,
    /// Identifier of the scan batch.
    pub batch: String,
    /// Name of the scan batch.
    #[serde(default)]
    pub name: String,
    /// User name of the clerk who uploaded the scan batch.
    pub uploaded_by: Username,
    /// The day of arrival.
    pub arrived_on: Date,
    /// The reason for a day of arrival that differs from the day of the upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The time at which the scan batch was read.
    pub at: Timestamp,
    /// The pages, in order.
    pub pages: Vec<ScannedPage>,
    /// The reason for which the scan batch could not be read. The letter then has no pages and only reports this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reject_reason: Option<RejectReason>,
    /// The code that identifies the letter's case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<FormCode>,
    /// The present state.
    pub state: LetterState,
}

/// The state of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum LetterState {
    /// The letter waits until a clerk names its case.
    Waiting {
        /// The reason for which the letter was not filed automatically.
        reason: UnmatchedReason,
    },
    /// The letter is filed with its case.
    Filed {
        /// The case.
        to: LetterCase,
        /// True if the letter was filed automatically by its code.
        automatic: bool,
    },
    /// The letter belongs to no case.
    SetAside {
        /// The clerk's reason.
        reason: String,
        /// User name of the clerk.
        by: Username,
    },
}

/// The case that a letter belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "of")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum LetterCase {
    /// A paper request.
    Request {
        /// Identifier of the paper request.
        id: RequestId,
        /// Reference 受理号 of the paper request.
        reference: Reference,
    },
    /// A filing. The letter is its verification sheet.
    Filing {
        /// Identifier of the filing.
        id: FilingId,
        /// Reference 受理号 of the filing.
        reference: Reference,
    },
}

/// The reason for which a letter was not filed automatically.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum UnmatchedReason {
    /// No page has a code of this bureau.
    NoCode,
    /// A code of this bureau disagrees with its check characters.
    DamagedCode,
    /// A page may have a code that was not read, so it may belong to another letter.
    UnreadCode,
    /// More pages lie in the letter, or behind it, than its form announces.
    ExtraPages,
    /// The pages do not lie in the order of the form, or lie apart from each other.
    OutOfOrder,
    /// An enclosed paper that the form announces does not lie behind its separator.
    NothingBehind,
    /// The form itself is missing.
    NoForm,
    /// The whole stack was scanned in another page order.
    WrongOrder,
    /// One page has the codes of two cases.
    TwoCases,
    /// The form is of an edition that is not printed any more.
    OlderForm,
    /// No case has the reference, or the case is of another kind.
    UnknownCase,
    /// The case is decided, or it needs no paper any more.
    CaseClosed,
    /// The account, filing or record that the form names does not exist here.
    NotFound,
    /// The letter has more pages than a case accepts.
    TooManyPages,
    /// No page contradicts the form, but no case has taken the letter. Either its code was not tried yet, or its case
    /// refused it and a clerk must check it.
    NotTaken,
    /// No page of the scan batch could be read.
    Rejected,
    /// A clerk took the letter back from a case to which it does not belong.
    TakenBack,
}

crate::history::versioned!(IncomingLetter);

impl IncomingLetter {
    /// Replaces the licence of a unit by the identity card of an individual, or the other way round, to suit the
    /// applicant. Marks of a clerk stay.
    pub fn sorted_for(mut self, applicant: ApplicantKind) -> IncomingLetter {
        let (from, to) = match applicant {
            ApplicantKind::Unit => (Evidence::IdentityCard, Evidence::Licence),
            ApplicantKind::Individual => (Evidence::Licence, Evidence::IdentityCard),
        };
        for sheet in
            self.pages.iter_mut().filter(|sheet| !sheet.marked_by_clerk && sheet.evidence == Some(from))
        {
            sheet.evidence = Some(to);
        }
        self
    }

    /// Returns the letter in the waiting state, with the marks that its pages had in the case.
    pub fn taken_back(&self, papers: LetterPages) -> IncomingLetter {
        IncomingLetter { pages: papers.pages, ..self.waiting(UnmatchedReason::TakenBack) }
    }

    /// Returns the letter as a line of a list.
    pub fn line(&self) -> LetterLine {
        LetterLine { id: self.id.clone(), pages: many(self.pages.len()), state: self.state.clone() }
    }

    /// Stores a clerk's marks on the pages. Other pages stay as they are.
    ///
    /// # Errors
    /// The numbers of the marked pages that the letter does not have.
    pub fn marked(mut self, marks: &[(u16, Option<Evidence>)]) -> Result<IncomingLetter, Vec<u16>> {
        let mut unknown = Vec::new();
        for (page, evidence) in marks {
            match self.pages.iter_mut().find(|sheet| sheet.page == *page) {
                Some(sheet) => sheet.mark(*evidence),
                None => unknown.push(*page),
            }
        }
        if unknown.is_empty() { Ok(self) } else { Err(unknown) }
    }

    /// Sets the day of arrival that a clerk states.
    #[must_use]
    pub fn arrived(self, arrival: Arrival) -> IncomingLetter {
        IncomingLetter { arrived_on: arrival.on, reason: arrival.reason, ..self }
    }

    /// Returns the pages as a case stores them.
    pub fn papers(&self) -> LetterPages {
        LetterPages {
            letter: self.id.clone(),
            batch: self.batch.clone(),
            pages: self.pages.clone(),
            arrived_on: Some(self.arrived_on),
            manually_entered: Vec::new(),
        }
    }

    /// Returns the letter in the waiting state.
    pub fn waiting(&self, why: UnmatchedReason) -> IncomingLetter {
        self.turn(LetterState::Waiting { reason: why })
    }

    /// Returns the letter as filed with this case by a clerk.
    pub fn filed(&self, to: LetterCase) -> IncomingLetter {
        self.turn(LetterState::Filed { to, automatic: false })
    }

    /// Returns the letter as filed with this case by the code on its form.
    pub fn filed_automatically(&self, to: LetterCase) -> IncomingLetter {
        self.turn(LetterState::Filed { to, automatic: true })
    }

    /// Sets the letter aside, because it belongs to no case.
    ///
    /// # Errors
    /// [`PaperRefusal::LetterFiled`].
    pub fn set_aside(&self, reason: &str, by: &Username) -> Result<IncomingLetter, PaperRefusal> {
        self.check_open()?;
        let reason = reason.trim().to_owned();
        Ok(self.turn(LetterState::SetAside { reason, by: by.to_owned() }))
    }

    /// Checks that a clerk may still name the letter's case.
    ///
    /// # Errors
    /// [`PaperRefusal::LetterFiled`].
    pub fn check_open(&self) -> Result<(), PaperRefusal> {
        match self.state {
            LetterState::Filed { .. } => Err(PaperRefusal::LetterFiled),
            LetterState::Waiting { .. } | LetterState::SetAside { .. } => Ok(()),
        }
    }

    /// Checks that a clerk may file the letter.
    ///
    /// # Errors
    /// [`PaperRefusal::LetterFiled`]; [`PaperRefusal::NoPages`] if the letter only reports that its scan batch could not
    /// be read.
    pub fn check_fileable(&self) -> Result<(), PaperRefusal> {
        if self.pages.is_empty() { Err(PaperRefusal::NoPages) } else { self.check_open() }
    }

    /// Returns the identifier of the paper request that the letter is filed with.
    ///
    /// # Errors
    /// [`PaperRefusal::NotWithRequest`].
    pub fn request_id(&self) -> Result<RequestId, PaperRefusal> {
        match &self.state {
            LetterState::Filed { to: LetterCase::Request { id, .. }, .. } => Ok(*id),
            _ => Err(PaperRefusal::NotWithRequest),
        }
    }

    /// Returns whether the letter is filed with the case of this reference.
    pub fn is_with(&self, reference: &Reference) -> bool {
        match &self.state {
            LetterState::Filed {
                to: LetterCase::Request { reference: case, .. } | LetterCase::Filing { reference: case, .. },
                ..
            } => case == reference,
            LetterState::Waiting { .. } | LetterState::SetAside { .. } => false,
        }
    }

    pub(super) fn turn(&self, state: LetterState) -> IncomingLetter {
        IncomingLetter { state, version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests;
