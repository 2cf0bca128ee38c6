//! Post that comes in as scans 收件扫描: a clerk uploads files, each becomes pages, pages become the letters that lay in one
//! pile, and each letter finds its case by the code on its form, or waits until a clerk says whose it is.
//!
//! How a file becomes pages is not here.

mod cut;

pub use cut::{Cut, OrderFault, StackOrder, UNREADABLE, cut};

use crate::{
    account::Applicant,
    ahead::serves,
    filing::Arrival,
    number::Reference,
    paper::{Evidence, Papers},
    paper_form::FormCode,
    refusal::Refusal,
    text,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The place among a pile's letters of the one that tells that it became nothing: before the first.
const NOTICE: usize = 0;
/// A file is at most so large, in bytes: a pile of two hundred grainy pages in grey at 300 dpi has 67 million.
pub const MAX_FILE_BYTES: u64 = 80 * 1024 * 1024;
/// A pile has at most so many pages, and so at most so many files.
pub const MAX_FILE_PAGES: usize = 200;
/// Whoever reads a file has it to themselves for so long; then somebody else may begin anew.
const LEASE: SignedDuration = SignedDuration::from_mins(15);
/// So often is a file begun before it is given up: what breaks a reader off three times breaks every reader.
const MOST_TRIES: u8 = 3;
/// Who began an upload may begin it again for so long; then it is forgotten.
pub const UPLOAD_HOURS: i64 = 48;

/// A pile that a clerk uploads 一叠扫描件: one file, or pictures that belong together. Its content is its name, so that the same pile is
/// the same thing however often it is dropped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanFile {
    /// The first 32 hex digits of its SHA-256; where it has several files, of theirs one after the other.
    pub id: String,
    /// Counts the changes.
    pub version: u64,
    /// Its files, in the order of its pages.
    #[serde(default)]
    pub parts: Vec<Part>,
    /// The clerk who uploads it.
    pub by: String,
    /// The day on which the post in it arrived.
    pub arrived_on: Date,
    /// Why that is another day than that of the upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When the clerk began to upload it.
    pub at: Timestamp,
    /// Until when it is kept as it came; `None` while it has not been read, and once it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Date>,
    /// Where it stands.
    pub state: FileState,
}

/// A file as it is uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What it is called where it came from.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of its content in hex, as the browser counted it.
    pub sha256: String,
}

impl Part {
    /// A file of that name, of which characters that cannot be seen are left out.
    pub fn of(name: &str, size: u64, sha256: &str) -> Part {
        Part { name: text::without_hidden(name).trim().to_owned(), size, sha256: sha256.to_owned() }
    }
}

/// Where an uploaded file stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum FileState {
    /// The browser has it, or is sending it.
    Expected {
        /// How often somebody began to read it.
        tries: u8,
    },
    /// Somebody reads it.
    Reading {
        /// Until when they have it to themselves.
        until: Timestamp,
        /// How often somebody began.
        tries: u8,
    },
    /// It became letters.
    Read {
        /// How many pages it has.
        pages: u16,
        /// The letters that lay in it, as they were when it was read.
        pieces: Vec<PieceLine>,
        /// What was found in it and left out: scripts, something behind its end.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        oddities: Vec<String>,
        /// The order in which its pages make more sense than as they were scanned.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<StackOrder>,
        /// Whether a clerk had them put in that order.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reordered: bool,
    },
    /// It became nothing.
    Unfit {
        /// Why.
        why: Unfit,
        /// Whether it was put away; until then a run has still to do that.
        #[serde(default)]
        away: bool,
    },
}

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

/// The state's name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum FileStage {
    /// 上传中
    Expected,
    /// 识别中
    Reading,
    /// 已识别
    Read,
    /// 无法识别
    Unfit,
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

/// What a malware scanner says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing yet, or it could not look: nobody reads the file.
    Wait,
    /// It may be read.
    Read,
    /// Malware was found in it.
    Infected,
}

impl Verdict {
    /// What the scanner's tag on the object says, as GuardDuty writes it. What it does not support, such as a file with a password or too
    /// many parts, our own reader judges: nothing is served as it came.
    pub fn of_tag(tag: Option<&str>) -> Verdict {
        match tag {
            Some("NO_THREATS_FOUND" | "UNSUPPORTED") => Verdict::Read,
            Some("THREATS_FOUND") => Verdict::Infected,
            _ => Verdict::Wait,
        }
    }
}

impl ScanFile {
    /// What it is called: as its first file.
    pub fn name(&self) -> &str {
        self.parts.first().map_or("", |part| &part.name)
    }

    /// Size in bytes.
    pub fn size(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }

    /// Its files with their places, from 1.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (u16, &Part)> {
        self.parts.iter().enumerate().map(|(place, part)| (many(place + 1), part))
    }

    /// The state's name.
    pub fn stage(&self) -> FileStage {
        match self.state {
            FileState::Expected { .. } => FileStage::Expected,
            FileState::Reading { .. } => FileStage::Reading,
            FileState::Read { .. } => FileStage::Read,
            FileState::Unfit { .. } => FileStage::Unfit,
        }
    }

    /// Whether a run has still something to do with it: to read it, or to put it away.
    pub fn is_open(&self) -> bool {
        match self.state {
            FileState::Expected { .. } | FileState::Reading { .. } => true,
            FileState::Read { .. } => false,
            FileState::Unfit { away, .. } => !away,
        }
    }

    /// Takes it to read; `None` while somebody else does, or once there is nothing to read. What broke everybody off is
    /// given up.
    pub fn take(&self, now: Timestamp) -> Option<ScanFile> {
        let tries = match &self.state {
            FileState::Expected { tries } => *tries,
            FileState::Reading { until, tries } if !serves(*until, now, LEASE) => *tries,
            _ => return None,
        };
        let state = if tries >= MOST_TRIES {
            FileState::Unfit { why: Unfit::GivenUp, away: false }
        } else {
            FileState::Reading { until: now + LEASE, tries: tries + 1 }
        };
        Some(self.turn(state))
    }

    /// Leaves it for the next who looks: the store did not answer.
    pub fn put_back(&self) -> ScanFile {
        match &self.state {
            FileState::Reading { tries, .. } => self.turn(FileState::Expected { tries: *tries }),
            _ => self.clone(),
        }
    }

    /// Whether it may be sent again: nothing came yet, what came was not what was sent, or the reader failed and may have been
    /// mended since. What came before is out of the way by then.
    pub fn may_be_sent(&self) -> bool {
        matches!(
            self.state,
            FileState::Expected { .. }
                | FileState::Unfit { why: Unfit::Changed | Unfit::GivenUp, away: true }
        )
    }

    /// It became letters; `order` is the one in which its pages make more sense.
    pub fn read(&self, pieces: &[Piece], oddities: Vec<String>, order: Option<StackOrder>) -> ScanFile {
        let pages = pieces.iter().map(|piece| many(piece.sheets.len())).sum();
        let pieces = pieces.iter().map(Piece::line).collect();
        self.turn(FileState::Read { pages, pieces, oddities, order, reordered: false })
    }

    /// The order in which its pages make more sense than as they were scanned.
    pub fn order(&self) -> Option<StackOrder> {
        match self.state {
            FileState::Read { order, .. } => order,
            _ => None,
        }
    }

    /// Whether a clerk had its pages put in order.
    pub fn is_reordered(&self) -> bool {
        matches!(self.state, FileState::Read { reordered: true, .. })
    }

    /// Cuts its pages once more, in the order in which they make sense. These are all its letters.
    ///
    /// # Errors
    /// [`Refusal::NothingToReorder`]; [`Refusal::LettersDealtWith`] when somebody filed one, or put one aside.
    pub fn reorder(&self, pieces: &[Piece], now: Timestamp) -> Result<Reordered, Refusal> {
        let order = self.order().ok_or(Refusal::NothingToReorder)?;
        let held = |piece: &Piece| piece.state == PieceState::Waiting { why: Why::WrongOrder };
        if !pieces.iter().all(held) {
            return Err(Refusal::LettersDealtWith);
        }
        let mut cut = cut::cut_again(self, pieces, order, now);
        for piece in &mut cut {
            // It takes the place of one that was there.
            if let Some(before) = pieces.iter().find(|before| before.id == piece.id) {
                piece.version = before.version + 1;
            }
        }
        let is_gone = |piece: &&Piece| cut.iter().all(|other| other.id != piece.id);
        let gone = pieces.iter().filter(is_gone).cloned().collect();
        Ok(Reordered { file: self.told(&cut), pieces: cut, gone })
    }

    /// The file with the states of its letters, once they were put in order.
    pub fn told(&self, pieces: &[Piece]) -> ScanFile {
        let FileState::Read { pages, oddities, .. } = &self.state else { return self.clone() };
        let (pages, oddities) = (*pages, oddities.clone());
        let pieces = pieces.iter().map(Piece::line).collect();
        self.turn(FileState::Read { pages, pieces, oddities, order: None, reordered: true })
    }

    /// It became nothing, and has to be put away.
    pub fn unfit(&self, why: Unfit) -> ScanFile {
        self.turn(FileState::Unfit { why, away: false })
    }

    /// What became nothing was put away.
    pub fn put_away(&self) -> ScanFile {
        match self.state {
            FileState::Unfit { why, .. } => self.turn(FileState::Unfit { why, away: true }),
            _ => self.clone(),
        }
    }

    /// What tells every clerk that it became nothing: a letter without a page.
    pub fn notice(&self, now: Timestamp) -> Piece {
        let state = PieceState::Waiting { why: Why::Unfit };
        Piece { unfit: self.why(), ..self.piece(NOTICE, None, state, now) }
    }

    /// Why it became nothing, where it did.
    pub fn why(&self) -> Option<Unfit> {
        match self.state {
            FileState::Unfit { why, .. } => Some(why),
            _ => None,
        }
    }

    /// Identifier of the letter that tells that it became nothing.
    pub fn notice_id(&self) -> String {
        self.piece_id(NOTICE)
    }

    fn piece_id(&self, place: usize) -> String {
        format!("{}-{place}", self.id)
    }

    fn piece(&self, place: usize, code: Option<FormCode>, state: PieceState, now: Timestamp) -> Piece {
        Piece {
            id: self.piece_id(place),
            version: 0,
            file: self.id.clone(),
            name: self.name().to_owned(),
            by: self.by.clone(),
            arrived_on: self.arrived_on,
            reason: self.reason.clone(),
            at: now,
            sheets: Vec::new(),
            unfit: None,
            code,
            state,
        }
    }

    /// Uploads it once more: nothing arrived yet, or what arrived became nothing.
    pub fn again(&self, by: &str, arrived: Arrival, at: Timestamp) -> ScanFile {
        let Arrival { on: arrived_on, reason } = arrived;
        let begun = ScanFile { by: by.to_owned(), arrived_on, reason, at, kept_until: None, ..self.clone() };
        begun.turn(FileState::Expected { tries: 0 })
    }

    fn turn(&self, state: FileState) -> ScanFile {
        ScanFile { state, version: self.version + 1, ..self.clone() }
    }
}

/// More than there ever are is as many as there may be.
fn many(count: usize) -> u16 {
    u16::try_from(count).unwrap_or(u16::MAX)
}

/// A stack that was cut once more, to be saved as a whole.
#[derive(Debug)]
pub struct Reordered {
    /// The stack.
    pub file: ScanFile,
    /// Its letters.
    pub pieces: Vec<Piece>,
    /// Letters that it had and has no more.
    pub gone: Vec<Piece>,
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
    /// [`Refusal::PieceFiled`].
    pub fn set_aside(&self, reason: &str, by: &str) -> Result<Piece, Refusal> {
        self.open()?;
        let reason = reason.trim().to_owned();
        Ok(self.turn(PieceState::SetAside { reason, by: by.to_owned() }))
    }

    /// Whether a clerk may still say whose it is.
    ///
    /// # Errors
    /// [`Refusal::PieceFiled`].
    pub fn open(&self) -> Result<(), Refusal> {
        match self.state {
            PieceState::Filed { .. } => Err(Refusal::PieceFiled),
            PieceState::Waiting { .. } | PieceState::SetAside { .. } => Ok(()),
        }
    }

    /// Whether a clerk may file it.
    ///
    /// # Errors
    /// [`Refusal::PieceFiled`]; [`Refusal::NoPages`] where the file became nothing.
    pub fn is_to_file(&self) -> Result<(), Refusal> {
        if self.sheets.is_empty() { Err(Refusal::NoPages) } else { self.open() }
    }

    /// Identifier of the paper request that it is with.
    ///
    /// # Errors
    /// [`Refusal::NotWithRequest`].
    pub fn request(&self) -> Result<&str, Refusal> {
        match &self.state {
            PieceState::Filed { to: CaseOf::Request { id, .. }, .. } => Ok(id),
            _ => Err(Refusal::NotWithRequest),
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

    fn turn(&self, state: PieceState) -> Piece {
        Piece { state, version: self.version + 1, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::paper_form::FormKind;
    use jiff::civil::date;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn file() -> ScanFile {
        ScanFile {
            id: "f".into(),
            version: 0,
            parts: vec![Part { name: "pile.pdf".into(), size: 1, sha256: "f".into() }],
            by: "shoufa".into(),
            arrived_on: date(2026, 11, 23),
            reason: None,
            at: NOW,
            kept_until: None,
            state: FileState::Expected { tries: 0 },
        }
    }

    fn code(kind: FormKind, case: u8, page: u8) -> PageFound {
        let code = FormCode::of(kind, Reference::issue(*b"JX", [case; 8]), page);
        PageFound { codes: vec![code], ..PageFound::default() }
    }

    fn pieces(found: &[PageFound]) -> Vec<Piece> {
        cut(&file(), found, NOW).pieces
    }

    fn told(found: &[PageFound]) -> Vec<(Vec<u16>, Vec<Option<Evidence>>, PieceState)> {
        let pages = |piece: &Piece| piece.sheets.iter().map(|sheet| sheet.page).collect();
        let shown = |piece: &Piece| piece.sheets.iter().map(|sheet| sheet.evidence).collect();
        pieces(found).iter().map(|piece| (pages(piece), shown(piece), piece.state.clone())).collect()
    }

    /// The papers that were found in a letter.
    fn evidence(piece: &Piece) -> Vec<Evidence> {
        let shown: std::collections::BTreeSet<Evidence> = piece.papers().shown().collect();
        shown.into_iter().collect()
    }

    fn waiting(why: Why) -> PieceState {
        PieceState::Waiting { why }
    }

    #[test]
    fn a_pile_is_cut_before_each_first_page() {
        let none = PageFound::default();
        let r = FormKind::RecoverAccount;
        let pile = [
            code(r, 1, 1),
            code(r, 1, 2),
            none.clone(),
            none.clone(),
            code(r, 1, 3),
            none.clone(),
            code(r, 2, 1),
        ];
        let found = told(&pile);
        assert_eq!(found.len(), 2);
        let (form, licence, domain) = (Evidence::Form, Evidence::Licence, Evidence::DomainCertificate);
        assert_eq!(found[0].0, [1, 2, 3, 4, 5, 6]);
        assert_eq!(found[0].1, [Some(form), None, Some(licence), Some(licence), None, Some(domain)]);
        assert_eq!(found[1].0, [7]);
        let whole = pieces(&pile).remove(0);
        assert_eq!(evidence(&whole), [form, licence, domain]);
        let person = whole.sorted_for(Applicant::Individual);
        assert_eq!(evidence(&person), [form, Evidence::IdentityCard, domain]);
    }

    #[test]
    fn what_follows_a_form_without_a_sheet_before_it_is_nothing_known() {
        let found = told(&[code(FormKind::Deregister, 1, 1), PageFound::default()]);
        assert_eq!((&found[0].1, &found[1].1), (&vec![Some(Evidence::Form)], &vec![None]));
    }

    #[test]
    fn a_sheet_without_its_paper_proves_nothing() {
        let d = FormKind::Deregister;
        let blank = PageFound { blank: true, ..PageFound::default() };
        let whole = pieces(&[code(d, 1, 1), code(d, 1, 2), blank, code(d, 1, 3)]).remove(0);
        assert_eq!(evidence(&whole), [Evidence::Form]);
        assert_eq!(whole.state, waiting(Why::NothingBehind));
    }

    #[test]
    fn what_has_no_code_or_a_wrong_one_or_two_waits() {
        let none = PageFound::default();
        let damaged = PageFound { damaged: true, ..PageFound::default() };
        let mut two = code(FormKind::Deregister, 1, 1);
        two.codes.extend(code(FormKind::Deregister, 2, 1).codes);
        let found = told(&[none.clone(), none.clone(), two, none.clone(), damaged, none]);
        let states: Vec<_> = found.iter().map(|piece| piece.2.clone()).collect();
        assert_eq!(
            states,
            [waiting(Why::NoCode), waiting(Why::TwoCases), waiting(Why::NoCode), waiting(Why::DamagedCode)]
        );
        assert_eq!(found[0].0, [1, 2]);
        assert_eq!(found[3].0, [5, 6]);
    }

    #[test]
    fn a_later_page_of_another_case_begins_a_letter_of_its_own() {
        let d = FormKind::Deregister;
        let found = told(&[code(d, 1, 1), code(d, 2, 3), PageFound::default()]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].1, [None, Some(Evidence::DomainCertificate)]);
    }

    const R: FormKind = FormKind::RecoverAccount;
    const V: FormKind = FormKind::VerificationSheet;

    /// A page of the first case's form, of the second's, of a third's.
    fn a(page: u8) -> PageFound {
        code(R, 1, page)
    }

    fn b(page: u8) -> PageFound {
        code(R, 2, page)
    }

    fn sheet() -> PageFound {
        code(V, 3, 1)
    }

    /// A page without a code. Each is told from the others by its size.
    fn plain() -> PageFound {
        PageFound { size: 7, ..PageFound::default() }
    }

    fn blank() -> PageFound {
        PageFound { blank: true, flaws: vec!["blank".into()], ..PageFound::default() }
    }

    fn near() -> PageFound {
        PageFound { near: true, ..plain() }
    }

    fn damaged() -> PageFound {
        PageFound { damaged: true, ..plain() }
    }

    /// The pages of each letter and why it waits, or `None` where it files itself.
    fn cuts(found: &[PageFound]) -> Vec<(Vec<u16>, Option<Why>)> {
        let why = |state| match state {
            PieceState::Waiting { why: Why::NotTaken } => None,
            PieceState::Waiting { why } => Some(why),
            other => panic!("{other:?}"),
        };
        told(found).into_iter().map(|(pages, _, state)| (pages, why(state))).collect()
    }

    /// The flaws that the pages around it show, by the page's place in the file.
    fn flagged(found: &[PageFound]) -> Vec<(u16, String)> {
        let sheets = pieces(found).into_iter().flat_map(|piece| piece.sheets);
        sheets
            .flat_map(|sheet| {
                sheet
                    .flaws
                    .clone()
                    .into_iter()
                    .filter(|flaw| flaw != "blank")
                    .map(move |flaw| (sheet.page, flaw))
            })
            .collect()
    }

    fn whole(page: fn(u8) -> PageFound) -> Vec<PageFound> {
        vec![page(1), page(2), plain(), page(3), plain()]
    }

    fn clean(pages: std::ops::RangeInclusive<u16>) -> (Vec<u16>, Option<Why>) {
        (pages.collect(), None)
    }

    fn held(pages: impl IntoIterator<Item = u16>, why: Why) -> (Vec<u16>, Option<Why>) {
        (pages.into_iter().collect(), Some(why))
    }

    fn flaw(page: u16, flaw: &str) -> (u16, String) {
        (page, flaw.to_owned())
    }

    fn pile(parts: &[&[PageFound]]) -> Vec<PageFound> {
        parts.concat()
    }

    #[test]
    fn letters_as_their_forms_announce_them_file_themselves() {
        let both = pile(&[&whole(a), &whole(b)]);
        assert_eq!(cuts(&both), [clean(1..=5), clean(6..=10)]);
        // Two sides of a card; blank backs; a form alone, as a fax; a paper that was not enclosed, nor its separator.
        assert_eq!(cuts(&[a(1), a(2), plain(), plain(), a(3), plain()]), [clean(1..=6)]);
        let backs = whole(a).into_iter().flat_map(|page| [page, blank()]).collect::<Vec<_>>();
        assert_eq!(cuts(&backs), [clean(1..=10)]);
        assert_eq!(cuts(&[a(1), b(1)]), [clean(1..=1), clean(2..=2)]);
        assert_eq!(cuts(&[a(1), a(2), plain(), b(1)]), [clean(1..=3), clean(4..=4)]);
        assert_eq!(cuts(&[a(1), a(3), plain()]), [clean(1..=3)]);
        assert_eq!(cuts(&[sheet(), blank(), sheet()]), [clean(1..=2), clean(3..=3)]);
        // The back through which the front shines, or the same sheet scanned twice.
        let shines = whole(a)
            .into_iter()
            .flat_map(|page| if page.codes.is_empty() { vec![page] } else { vec![page.clone(), page] });
        let shines = shines.collect::<Vec<_>>();
        assert_eq!(cuts(&shines), [clean(1..=8)]);
        assert_eq!(
            evidence(&pieces(&shines)[0]),
            [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate]
        );
    }

    #[test]
    fn pages_that_no_form_announces_are_cut_off_and_both_letters_held() {
        let mut found = whole(a);
        found.push(plain());
        found.extend(whole(b));
        assert_eq!(cuts(&found), [held(1..=5, Why::ExtraPages), held([6], Why::NoCode), clean(7..=11)]);
        assert_eq!(flagged(&found), [flaw(6, "extra_page")]);
        // A letter without our form, an identity card with it, between two letters.
        let stranger = pile(&[&whole(a), &[plain(), plain(), plain()], &whole(b)]);
        assert_eq!(cuts(&stranger), [held(1..=5, Why::ExtraPages), held(6..=8, Why::NoCode), clean(9..=13)]);
        // Behind a sheet, behind a form without a separator, and more than one paper has behind one that is not the last.
        assert_eq!(cuts(&[sheet(), plain()]), [held([1], Why::ExtraPages), held([2], Why::NoCode)]);
        assert_eq!(cuts(&[a(1), plain()]), [held([1], Why::ExtraPages), held([2], Why::NoCode)]);
        assert_eq!(
            cuts(&[a(1), a(2), plain(), plain(), plain()]),
            [held(1..=4, Why::ExtraPages), held([5], Why::NoCode)]
        );
        let between = [a(1), plain(), a(2), plain(), plain(), plain(), a(3), plain()];
        assert_eq!(cuts(&between), [held(1..=8, Why::ExtraPages)]);
        assert_eq!(flagged(&between), [flaw(2, "extra_page"), flaw(6, "extra_page")]);
        let shown = told(&between).remove(0).1;
        assert_eq!((shown[1], shown[5]), (None, None), "it is nobody's evidence");
        // Where the last separator is missing, nobody knows of which paper the second page is.
        let short = [a(1), a(2), plain(), plain()];
        assert_eq!(cuts(&short), [held(1..=4, Why::ExtraPages)]);
        assert_eq!(evidence(&pieces(&short)[0]), [Evidence::Form, Evidence::Licence]);
        assert_eq!(flagged(&short), [flaw(4, "extra_page")]);
    }

    #[test]
    fn a_code_that_was_not_read_is_never_counted_as_evidence_of_the_letter_before() {
        // The separator's paper, or the form of the next letter.
        for unread in [near(), damaged()] {
            let why = if unread.damaged { Why::DamagedCode } else { Why::UnreadCode };
            let found = [a(1), a(2), plain(), a(3), unread.clone()];
            assert_eq!(cuts(&found), [held(1..=5, why)]);
            assert_eq!(evidence(&pieces(&found)[0]), [Evidence::Form, Evidence::Licence]);
            assert_eq!(flagged(&found), [flaw(5, "unread_code")]);
            // Behind a complete letter it begins the next.
            let mut found = whole(a);
            found.extend([unread.clone(), plain()]);
            assert_eq!(cuts(&found), [clean(1..=5), held(6..=7, why)]);
            assert_eq!(cuts(&[sheet(), unread.clone(), plain()]), [clean(1..=1), held(2..=3, why)]);
            // A separator of the letter: all of it stays together.
            let found = [a(1), unread.clone(), plain(), a(3), plain()];
            assert_eq!(cuts(&found), [held(1..=5, why)]);
            assert_eq!(evidence(&pieces(&found)[0]), [Evidence::Form, Evidence::DomainCertificate]);
            let found = [a(1), a(2), plain(), unread.clone(), plain()];
            assert_eq!(cuts(&found), [held(1..=5, why)]);
            assert_eq!(evidence(&pieces(&found)[0]), [Evidence::Form, Evidence::Licence]);
            assert_eq!(cuts(&[a(1), a(2), unread.clone(), a(3), plain()]), [held(1..=5, why)]);
            // Two letters without a code that was read.
            assert_eq!(cuts(&[unread.clone(), plain(), unread]), [held(1..=2, why), held([3], why)]);
        }
        // A page that broke is one of which nobody knows what it was.
        let broken = PageFound { flaws: vec![UNREADABLE.to_owned()], blank: true, ..PageFound::default() };
        let found = pile(&[&whole(a), std::slice::from_ref(&broken)]);
        assert_eq!(cuts(&found), [clean(1..=5), held([6], Why::UnreadCode)]);
        assert_eq!(cuts(&[a(1), a(2), broken, a(3), plain()]), [held(1..=5, Why::UnreadCode)]);
    }

    #[test]
    fn a_letter_without_its_form_is_held_and_takes_the_page_before_it_that_may_be_it() {
        assert_eq!(cuts(&[a(2), plain(), a(3), plain()]), [held(1..=4, Why::NoForm)]);
        assert_eq!(flagged(&[a(2), plain()]), [flaw(1, "no_form")]);
        let more = [a(3), plain(), plain()];
        assert_eq!(cuts(&more), [held(1..=2, Why::ExtraPages), held([3], Why::NoCode)]);
        // The second letter's form, of which the code was not read: nearly, or not at all.
        let rest = [b(2), plain(), b(3), plain()];
        let found = pile(&[&whole(a), &[near()], &rest]);
        assert_eq!(cuts(&found), [clean(1..=5), held(6..=10, Why::UnreadCode)]);
        let presumed = [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate];
        assert_eq!(evidence(&pieces(&found)[1]), presumed);
        assert_eq!(flagged(&found), [flaw(6, "unread_code")]);
        let found = pile(&[&whole(a), &[plain()], &rest]);
        assert_eq!(cuts(&found), [held(1..=5, Why::ExtraPages), held(6..=10, Why::UnreadCode)]);
        let found = pile(&[&[a(1), a(2), plain(), a(3), near()], &rest]);
        assert_eq!(cuts(&found), [held(1..=4, Why::NothingBehind), held(5..=9, Why::UnreadCode)]);
        // It may as well be the paper that the separator before it announces.
        let found = pile(&[&whole(a), &rest]);
        assert_eq!(cuts(&found), [held(1..=5, Why::UnreadCode), held(6..=9, Why::NoForm)]);
        assert_eq!(evidence(&pieces(&found)[0]), [Evidence::Form, Evidence::Licence]);
        // Behind a sheet or a separator's own paper of two pages, it is the form; with its blank back.
        let found = pile(&[&[sheet(), plain(), blank()], &rest]);
        assert_eq!(cuts(&found), [held([1], Why::ExtraPages), held(2..=7, Why::UnreadCode)]);
        let found = pile(&[&[a(1), a(2), plain(), plain()], &rest]);
        assert_eq!(cuts(&found), [held(1..=3, Why::ExtraPages), held(4..=8, Why::UnreadCode)]);
        let found = pile(&[&[plain()], &rest]);
        assert_eq!(cuts(&found), [held(1..=5, Why::UnreadCode)]);
    }

    #[test]
    fn a_separator_with_nothing_behind_it_holds_its_letter() {
        for found in [vec![a(1), a(2), a(3), plain()], vec![a(1), a(2), blank(), a(3), plain()]] {
            let pages = u16::try_from(found.len()).unwrap();
            assert_eq!(cuts(&found), [held(1..=pages, Why::NothingBehind)]);
            assert_eq!(flagged(&found), [flaw(2, "nothing_behind")]);
        }
        assert_eq!(cuts(&[a(1), a(2), plain(), a(3), b(1)]), [held(1..=4, Why::NothingBehind), clean(5..=5)]);
    }

    #[test]
    fn pages_that_repeat_or_fall_hold_their_letter_and_say_nothing_of_the_papers() {
        let found = [a(1), a(3), plain(), a(2), plain()];
        assert_eq!(cuts(&found), [held(1..=5, Why::OutOfOrder)]);
        assert_eq!(evidence(&pieces(&found)[0]), [Evidence::Form]);
        assert_eq!(flagged(&found), [flaw(4, "out_of_order")]);
        let twice = [a(1), a(2), plain(), a(2), plain(), a(3), plain()];
        assert_eq!(cuts(&twice), [held(1..=7, Why::OutOfOrder)]);
        assert_eq!(cuts(&[a(1), a(4), plain()])[0].1, Some(Why::OutOfOrder), "no form has that page");
        // Two whole copies are two letters, as they always were.
        assert_eq!(cuts(&pile(&[&whole(a), &whole(a)])), [clean(1..=5), clean(6..=10)]);
    }

    #[test]
    fn letters_that_lie_within_each_other_are_all_held() {
        let found = [a(1), b(1), a(2), b(2), plain(), plain(), a(3), b(3), plain(), plain()];
        assert!(cuts(&found).iter().all(|(_, why)| why.is_some()), "{:?}", cuts(&found));
        let licences =
            pieces(&found).iter().filter(|piece| piece.code.is_some_and(|code| code.page == 1)).count();
        assert_eq!(licences, 2, "each form is a letter of its own");
        let sheets = [a(1), sheet(), a(2), plain()];
        assert_eq!(cuts(&sheets), [held([1], Why::OutOfOrder), clean(2..=2), held(3..=4, Why::OutOfOrder)]);
    }

    #[test]
    fn two_pages_of_one_letter_on_one_scan_are_both_counted() {
        let both = |pages: [u8; 2]| PageFound {
            codes: pages.iter().flat_map(|page| a(*page).codes).collect(),
            ..plain()
        };
        for pages in [[1, 2], [2, 1]] {
            let found = [both(pages), plain(), a(3), plain()];
            assert_eq!(cuts(&found), [clean(1..=4)]);
            let all = [Evidence::Form, Evidence::Licence, Evidence::DomainCertificate];
            assert_eq!(evidence(&pieces(&found)[0]), all);
        }
        assert_eq!(cuts(&[a(1), both([2, 3]), plain()]), [held(1..=3, Why::NothingBehind)]);
    }

    #[test]
    fn a_stack_in_another_order_is_recognised_and_put_right() {
        let right = pile(&[&whole(a), &whole(b), &[sheet()]]);
        let two = pile(&[&whole(a), &whole(b)]);
        let short = [code(FormKind::DeleteSubmission, 1, 1), code(FormKind::DeleteSubmission, 1, 2), plain()];
        let noisy = pile(&[&whole(a), &[plain()], &whole(b)]);
        for pages in [right, two.clone(), whole(a), short.to_vec(), noisy] {
            // Each is known again by its size.
            let right: Vec<PageFound> =
                (1..).zip(pages).map(|(size, page)| PageFound { size, ..page }).collect();
            let odd: Vec<PageFound> = right.iter().step_by(2).cloned().collect();
            let even: Vec<PageFound> = right.iter().skip(1).step_by(2).cloned().collect();
            let back = |pages: &[PageFound]| pages.iter().rev().cloned().collect::<Vec<_>>();
            let stacks = [
                back(&right),
                pile(&[&odd, &even]),
                pile(&[&odd, &back(&even)]),
                pile(&[&back(&odd), &even]),
                pile(&[&even, &odd]),
                pile(&[&back(&even), &back(&odd)]),
            ];
            // Where in the stack a letter lies that is whole by itself, nothing says.
            let by_first = |mut pieces: Vec<Piece>| {
                pieces.sort_by_key(|piece| piece.sheets.first().map(|sheet| sheet.size));
                pieces
            };
            let expected = by_first(pieces(&right));
            for (number, stack) in stacks.iter().enumerate() {
                let found = cut(&file(), stack, NOW);
                let Some(order) = found.order else {
                    panic!("{number} of {} pages is not recognised", stack.len())
                };
                assert!(found.pieces.iter().all(|piece| piece.state == waiting(Why::WrongOrder)));
                let read = file().read(&found.pieces, Vec::new(), found.order);
                let mut filed = found.pieces.clone();
                filed[0] = filed[0].set_aside("as a test", "shoufa").unwrap();
                assert_eq!(read.reorder(&filed, NOW).unwrap_err(), Refusal::LettersDealtWith);
                let reordered = read.reorder(&found.pieces, NOW).unwrap();
                assert_eq!(
                    reordered.pieces.len() + reordered.gone.len(),
                    found.pieces.len().max(reordered.pieces.len())
                );
                assert_eq!(
                    reordered.file.reorder(&reordered.pieces, NOW).unwrap_err(),
                    Refusal::NothingToReorder
                );
                let again = by_first(reordered.pieces);
                let sizes = |pieces: &[Piece]| -> Vec<Vec<u32>> {
                    pieces.iter().map(|piece| piece.sheets.iter().map(|sheet| sheet.size).collect()).collect()
                };
                assert_eq!(sizes(&again), sizes(&expected), "{number}: {order:?}");
                for (piece, expected) in again.iter().zip(&expected) {
                    assert_eq!((&piece.state, piece.code), (&expected.state, expected.code));
                    assert_eq!(evidence(piece), evidence(expected));
                }
            }
        }
        assert_eq!(
            cut(&file(), &pile(&[&two, &[plain()]]), NOW).order,
            None,
            "one page too many is no wrong order"
        );
        assert_eq!(cut(&file(), &vec![plain(); 9], NOW).order, None, "nor are pages without a code");
    }

    #[test]
    fn a_file_is_read_once_the_scanner_said_so() {
        assert_eq!(Verdict::of_tag(None), Verdict::Wait);
        assert_eq!(Verdict::of_tag(Some("FAILED")), Verdict::Wait);
        assert_eq!(Verdict::of_tag(Some("NO_THREATS_FOUND")), Verdict::Read);
        assert_eq!(Verdict::of_tag(Some("THREATS_FOUND")), Verdict::Infected);
    }

    #[test]
    fn a_file_is_read_by_one_and_given_up_after_three() {
        let now = NOW;
        let taken = file().take(now).unwrap();
        assert_eq!(taken.stage(), FileStage::Reading);
        assert_eq!(taken.take(now), None, "somebody has it");
        let mut file = taken;
        let mut later = now;
        for _ in 0..2 {
            later += LEASE;
            file = file.take(later).unwrap();
            assert_eq!(file.stage(), FileStage::Reading);
        }
        later += LEASE;
        let given_up = file.take(later).unwrap();
        assert_eq!(given_up.state, FileState::Unfit { why: Unfit::GivenUp, away: false });
        assert_eq!(given_up.take(later), None);
    }
}
