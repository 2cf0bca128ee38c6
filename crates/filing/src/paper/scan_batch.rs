//! Scan batches: a file of scanned post, from upload to its letters.

use crate::{
    ahead::serves,
    deadline::Arrival,
    paper::{
        letter::{Piece, PieceLine, PieceState, Why},
        page::{Unfit, many},
        printed_form::FormCode,
        stack_order::StackOrder,
    },
    text,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The place among a pile's letters of the one that tells that it became nothing: before the first.
pub(super) const NOTICE: usize = 0;

/// A file is at most so large, in bytes: a pile of two hundred grainy pages in grey at 300 dpi has 67 million.
pub const MAX_FILE_BYTES: u64 = 80 * 1024 * 1024;

/// A pile has at most so many pages, and so at most so many files.
pub const MAX_FILE_PAGES: usize = 200;

/// Whoever reads a file has it to themselves for so long; then somebody else may begin anew.
pub(super) const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// So often is a file begun before it is given up: what breaks a reader off three times breaks every reader.
pub(super) const MOST_TRIES: u8 = 3;

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

    pub(super) fn piece_id(&self, place: usize) -> String {
        format!("{}-{place}", self.id)
    }

    pub(super) fn piece(
        &self,
        place: usize,
        code: Option<FormCode>,
        state: PieceState,
        now: Timestamp,
    ) -> Piece {
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

    pub(super) fn turn(&self, state: FileState) -> ScanFile {
        ScanFile { state, version: self.version + 1, ..self.clone() }
    }
}
