//! Scan batches 收件扫描 of post, from the upload to the letters.

use crate::{
    ahead::is_valid_now,
    deadline::Arrival,
    identifier::Username,
    paper::{
        letter::{IncomingLetter, LetterLine, LetterState, UnmatchedReason},
        page::{RejectReason, many},
        printed_form::FormCode,
        stack_order::StackOrder,
    },
    text,
};
use jiff::{SignedDuration, Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// The number of the letter that reports an unreadable scan batch. The other letters are numbered from 1.
pub(super) const NOTICE: usize = 0;

/// The largest size of one uploaded file, in bytes. A stack of 200 grainy grey pages at 300 dpi has 67 million bytes.
pub const MAX_FILE_BYTES: u64 = 80 * 1024 * 1024;

/// The largest number of pages of a scan batch, and therefore also of its files.
pub const MAX_FILE_PAGES: usize = 200;

/// The time for which a run has a scan batch to itself. Another run may begin to read it after that.
pub(super) const LEASE: SignedDuration = SignedDuration::from_mins(15);

/// The number of attempts after which a scan batch is given up. A file that stops the reader three times stops it every
/// time.
pub(super) const MOST_TRIES: u8 = 3;

/// The time, in hours, in which a clerk may begin an upload again. The upload is forgotten after that.
pub const UPLOAD_HOURS: i64 = 48;

/// A scan batch 一叠扫描件 that a clerk uploads: one file, or several pictures that belong together. Its identifier is
/// computed from its content, so a repeated upload is the same scan batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanBatch {
    /// Identifier: the first 32 hex digits of the file's SHA-256 or, for several files, of a digest of their SHA-256
    /// texts in order.
    pub id: String,
    /// The number of changes so far.
    pub version: u64,
    /// The files, in the order of their pages.
    #[serde(default)]
    pub parts: Vec<BatchFile>,
    /// User name of the clerk who uploads the scan batch.
    pub uploaded_by: Username,
    /// The day on which the post arrived.
    pub arrived_on: Date,
    /// The reason for a day of arrival that differs from the day of the upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The time at which the clerk began the upload.
    pub at: Timestamp,
    /// The last day on which the uploaded files are kept; `None` before they are read and after they are deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_until: Option<Date>,
    /// The present state.
    pub state: BatchState,
}

/// One uploaded file of a scan batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchFile {
    /// Name of the file on the clerk's computer.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// SHA-256 of the content, in hex, as the browser computed it.
    pub sha256: String,
}

impl BatchFile {
    /// Makes an entry for a file. Invisible characters are removed from its name.
    pub fn of(name: &str, size: u64, sha256: &str) -> BatchFile {
        BatchFile { name: text::without_hidden(name).trim().to_owned(), size, sha256: sha256.to_owned() }
    }
}

/// The state of a scan batch. A run is one execution of the function `read-post`, which reads scan batches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "name")]
pub enum BatchState {
    /// The scan batch waits for its upload, or for a run that reads it.
    Expected {
        /// The number of attempts to read it so far.
        tries: u8,
    },
    /// A run reads the scan batch.
    Reading {
        /// The time until which the run has the scan batch to itself.
        until: Timestamp,
        /// The number of attempts to read it so far.
        tries: u8,
    },
    /// The scan batch was cut into letters.
    Read {
        /// The number of pages.
        pages: u16,
        /// The letters, as they were when the scan batch was read.
        letters: Vec<LetterLine>,
        /// The suspicious content that was left out, such as scripts or data behind the end of the file.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        oddities: Vec<String>,
        /// The page order that makes more sense than the scanned one, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order: Option<StackOrder>,
        /// True if a clerk had the pages put into that order.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reordered: bool,
    },
    /// The scan batch could not be read.
    Rejected {
        /// The reason.
        reason: RejectReason,
        /// True if the files are quarantined. Until then a run still has to quarantine them.
        #[serde(default)]
        quarantined: bool,
    },
}

/// The state's name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub enum BatchStatus {
    /// 上传中: the scan batch waits for its upload or for its reading.
    Expected,
    /// 识别中: a run reads the scan batch.
    Reading,
    /// 已识别: the scan batch was cut into letters.
    Read,
    /// 无法识别: the scan batch could not be read.
    Rejected,
}

/// The verdict of the malware scanner on a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MalwareVerdict {
    /// The scanner has no verdict, so nobody may read the file yet.
    Pending,
    /// The file may be read.
    Readable,
    /// The scanner found malware in the file.
    Infected,
}

impl MalwareVerdict {
    /// Parses the tag that the scanner sets on the stored object. Every other tag, that of a failed scan among them, gives no verdict.
    /// The application's own reader judges files that the scanner does not support, such as a file with a password or with too many
    /// parts. No file is ever served in its uploaded form.
    pub fn of_tag(tag: Option<&str>) -> MalwareVerdict {
        match tag {
            Some("NO_THREATS_FOUND" | "UNSUPPORTED") => MalwareVerdict::Readable,
            Some("THREATS_FOUND") => MalwareVerdict::Infected,
            _ => MalwareVerdict::Pending,
        }
    }
}

crate::history::versioned!(ScanBatch);

impl ScanBatch {
    /// Returns the name of the scan batch, which is the name of its first file.
    pub fn name(&self) -> &str {
        self.parts.first().map_or("", |part| &part.name)
    }

    /// Returns the size of all files, in bytes.
    pub fn size(&self) -> u64 {
        self.parts.iter().map(|part| part.size).sum()
    }

    /// Returns the files with their numbers, from 1.
    pub fn numbered(&self) -> impl DoubleEndedIterator<Item = (u16, &BatchFile)> {
        self.parts.iter().enumerate().map(|(place, part)| (many(place + 1), part))
    }

    /// Returns the state's name.
    pub fn status(&self) -> BatchStatus {
        match self.state {
            BatchState::Expected { .. } => BatchStatus::Expected,
            BatchState::Reading { .. } => BatchStatus::Reading,
            BatchState::Read { .. } => BatchStatus::Read,
            BatchState::Rejected { .. } => BatchStatus::Rejected,
        }
    }

    /// Returns whether a run still has to read or to quarantine the scan batch.
    pub fn is_open(&self) -> bool {
        match self.state {
            BatchState::Expected { .. } | BatchState::Reading { .. } => true,
            BatchState::Read { .. } => false,
            BatchState::Rejected { quarantined: away, .. } => !away,
        }
    }

    /// Takes the scan batch for reading. Returns `None` while another run reads it, or if it need not be read. After too
    /// many attempts, the returned scan batch is rejected as [`RejectReason::GivenUp`] instead.
    pub fn take(&self, now: Timestamp) -> Option<ScanBatch> {
        let tries = match &self.state {
            BatchState::Expected { tries } => *tries,
            BatchState::Reading { until, tries } if !is_valid_now(*until, now, LEASE) => *tries,
            _ => return None,
        };
        let state = if tries >= MOST_TRIES {
            BatchState::Rejected { reason: RejectReason::GivenUp, quarantined: false }
        } else {
            BatchState::Reading { until: now + LEASE, tries: tries + 1 }
        };
        Some(self.turn(state))
    }

    /// Releases the scan batch for the next run, because the store did not answer.
    pub fn requeue(&self) -> ScanBatch {
        match &self.state {
            BatchState::Reading { tries, .. } => self.turn(BatchState::Expected { tries: *tries }),
            _ => self.clone(),
        }
    }

    /// Returns whether the scan batch may be uploaded again: nothing has arrived, the content differed from the
    /// announced content, or the reader failed and may have been repaired since. Earlier files are in quarantine by
    /// then.
    pub fn may_be_uploaded_again(&self) -> bool {
        matches!(
            self.state,
            BatchState::Expected { .. }
                | BatchState::Rejected {
                    reason: RejectReason::Changed | RejectReason::GivenUp,
                    quarantined: true
                }
        )
    }

    /// Records that the scan batch was cut into letters. `order` is the page order that makes more sense than the
    /// scanned one.
    pub fn record_read(
        &self,
        letters: &[IncomingLetter],
        oddities: Vec<String>,
        order: Option<StackOrder>,
    ) -> ScanBatch {
        let pages = letters.iter().map(|letter| many(letter.pages.len())).sum();
        let letters = letters.iter().map(IncomingLetter::line).collect();
        self.turn(BatchState::Read { pages, letters, oddities, order, reordered: false })
    }

    /// Returns the page order that makes more sense than the scanned one.
    pub fn order(&self) -> Option<StackOrder> {
        match self.state {
            BatchState::Read { order, .. } => order,
            _ => None,
        }
    }

    /// Returns whether a clerk had the pages put into another order.
    pub fn is_reordered(&self) -> bool {
        matches!(self.state, BatchState::Read { reordered: true, .. })
    }

    /// Returns the scan batch with its new letters after a reordering.
    pub fn with_letters(&self, letters: &[IncomingLetter]) -> ScanBatch {
        let BatchState::Read { pages, oddities, .. } = &self.state else { return self.clone() };
        let (pages, oddities) = (*pages, oddities.clone());
        let letters = letters.iter().map(IncomingLetter::line).collect();
        self.turn(BatchState::Read { pages, letters, oddities, order: None, reordered: true })
    }

    /// Records that the scan batch could not be read. A run then has to quarantine the files.
    pub fn reject(&self, why: RejectReason) -> ScanBatch {
        self.turn(BatchState::Rejected { reason: why, quarantined: false })
    }

    /// Records that the files are quarantined.
    pub fn quarantine(&self) -> ScanBatch {
        match self.state {
            BatchState::Rejected { reason: why, .. } => {
                self.turn(BatchState::Rejected { reason: why, quarantined: true })
            }
            _ => self.clone(),
        }
    }

    /// Returns the letter without pages that reports to every clerk that the scan batch could not be read.
    pub fn failure_letter(&self, now: Timestamp) -> IncomingLetter {
        let state = LetterState::Waiting { reason: UnmatchedReason::Rejected };
        IncomingLetter { reject_reason: self.reject_reason(), ..self.letter(NOTICE, None, state, now) }
    }

    /// Returns the reason for which the scan batch could not be read.
    pub fn reject_reason(&self) -> Option<RejectReason> {
        match self.state {
            BatchState::Rejected { reason: why, .. } => Some(why),
            _ => None,
        }
    }

    /// Returns the identifier of the letter that reports an unreadable scan batch.
    pub fn failure_letter_id(&self) -> String {
        self.letter_id(NOTICE)
    }

    pub(super) fn letter_id(&self, place: usize) -> String {
        format!("{}-{place}", self.id)
    }

    pub(super) fn letter(
        &self,
        place: usize,
        code: Option<FormCode>,
        state: LetterState,
        now: Timestamp,
    ) -> IncomingLetter {
        IncomingLetter {
            id: self.letter_id(place),
            version: 0,
            batch: self.id.clone(),
            name: self.name().to_owned(),
            uploaded_by: self.uploaded_by.clone(),
            arrived_on: self.arrived_on,
            reason: self.reason.clone(),
            at: now,
            pages: Vec::new(),
            reject_reason: None,
            code,
            state,
        }
    }

    /// Begins the upload again, because nothing has arrived or the scan batch could not be read.
    pub fn restart_upload(&self, by: &Username, arrived: Arrival, at: Timestamp) -> ScanBatch {
        let Arrival { on: arrived_on, reason } = arrived;
        let begun = ScanBatch {
            uploaded_by: by.to_owned(),
            arrived_on,
            reason,
            at,
            kept_until: None,
            ..self.clone()
        };
        begun.turn(BatchState::Expected { tries: 0 })
    }

    pub(super) fn turn(&self, state: BatchState) -> ScanBatch {
        ScanBatch { state, version: self.version + 1, ..self.clone() }
    }
}
