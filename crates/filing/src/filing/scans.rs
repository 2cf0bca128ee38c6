//! Scans 扫描件 with a filing.

use crate::{
    filing::refusal::FilingRefusal,
    filing::{Filing, event::FilingEvent, state::State, step::Step},
    form::{DocumentKind, ScanPage},
    history::{Actor, Moment, Role},
    text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A scan that was uploaded and looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Scan {
    /// Identifier; part of its key in the store.
    pub id: String,
    /// Which document it shows.
    pub document: DocumentKind,
    /// What its content is: `application/pdf`, `image/jpeg`, `image/png` or `image/tiff`.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// When it was added.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Number of the event in the history that added it.
    #[serde(default)]
    pub event: u32,
    /// The name of its file where it was uploaded from; only its owner is told, because people put names into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its pages as they were seen when it was uploaded, in order; of each there is a small picture. Empty for what came by post, or before
    /// scans were opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<ScanPage>,
}

/// The name of a file as it is kept: without folders and hidden characters, at most 80 characters; `None` where nothing is left.
pub fn file_name(written: &str) -> Option<String> {
    let last = written.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = text::without_hidden(last).trim().chars().take(MAX_NAME_CHARS).collect();
    (!name.is_empty()).then_some(name)
}

/// The name of a scan's file is kept up to this many characters.
pub(super) const MAX_NAME_CHARS: usize = 80;

/// At most this many scans with one filing.
pub const MAX_SCANS: usize = 40;

/// A scan is at most this many bytes.
pub const MAX_SCAN_BYTES: u64 = 20 * 1024 * 1024;

impl Filing {
    /// Adds a scan.
    pub fn attach_scan(self, mut scan: Scan, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        self.scans_open(&scan.document, moment.actor)?;
        if self.scans.iter().any(|there| there.id == scan.id) {
            return Err(FilingRefusal::ScanAttached);
        }
        if self.scans.len() >= MAX_SCANS {
            return Err(FilingRefusal::TooManyScans);
        }
        scan.event = self.events + 1;
        let event = FilingEvent::AttachScan { document: scan.document };
        Ok(self.step_to(moment, event, &[], |after| after.scans.push(scan)))
    }

    /// Takes a scan out again.
    pub fn remove_scan(self, scan_id: &str, moment: &Moment<'_>) -> Result<Step, FilingRefusal> {
        let document =
            self.scans.iter().find(|scan| scan.id == scan_id).ok_or(FilingRefusal::UnknownScan)?.document;
        self.scans_open(&document, moment.actor)?;
        Ok(self.step_to(moment, FilingEvent::RemoveScan { document }, &[], |after| {
            after.scans.retain(|scan| scan.id != scan_id);
        }))
    }

    /// Whether this actor may add or take out scans of this document now.
    pub fn scans_open(&self, document: &DocumentKind, actor: &Actor) -> Result<(), FilingRefusal> {
        let sheet = *document == DocumentKind::VerificationSheet;
        let open = match (&self.state, actor.role) {
            (State::Draft { .. }, Role::Owner | Role::Provider) => !sheet && self.written_here(actor).is_ok(),
            (State::ReturnedToOwner { .. }, Role::Owner) => !sheet,
            (State::WithProvider { .. } | State::ReturnedToProvider { .. }, Role::Provider) => !sheet,
            (State::WithProvider { .. } | State::AwaitingSheet { .. }, Role::Clerk) => {
                sheet && self.kind.needs_sheet()
            }
            // A filing that is held for a document of the authority takes it from whoever has it.
            (State::UnderReview { .. }, Role::Owner | Role::Provider) => {
                *document == DocumentKind::PreApproval
            }
            _ => false,
        };
        if open { Ok(()) } else { Err(FilingRefusal::ScansClosed) }
    }
}
