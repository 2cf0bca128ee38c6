//! Scans 扫描件 of a filing.

use crate::{
    filing::refusal::FilingRefusal,
    filing::{Filing, event::FilingEvent, state::State},
    form::{DocumentKind, ScanPage},
    history::{Actor, Aggregate, Context, Role, Step},
    text,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A scan that was uploaded and inspected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Scan {
    /// Identifier of the scan. Its storage key contains it.
    pub id: String,
    /// The document that the scan shows.
    pub document: DocumentKind,
    /// Media type of the content: `application/pdf`, `image/jpeg`, `image/png` or `image/tiff`.
    pub media_type: String,
    /// Size in bytes.
    pub size: u64,
    /// The time at which the scan was attached.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = DateTime))]
    pub at: Timestamp,
    /// Number of the event that attached the scan.
    #[serde(default)]
    pub event: u32,
    /// Name of the uploaded file. Only the owner sees it, because a file name may contain the name of a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The pages as the upload's inspection saw them, in order. Each page has a small picture. The list is empty for a
    /// scan that came by post or that is older than the inspection.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<ScanPage>,
}

/// Returns a file's name as it is stored: without folders and invisible characters, in at most 80 characters. Returns
/// `None` if nothing is left.
pub fn file_name(written: &str) -> Option<String> {
    let last = written.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = text::without_hidden(last).trim().chars().take(MAX_NAME_CHARS).collect();
    (!name.is_empty()).then_some(name)
}

/// The largest stored length of a scan's file name, in characters.
pub(super) const MAX_NAME_CHARS: usize = 80;

/// The largest number of scans of one filing.
pub const MAX_SCANS: usize = 40;

/// The largest size of a scan, in bytes (20 MiB).
pub const MAX_SCAN_BYTES: u64 = 20 * 1024 * 1024;

impl Filing {
    /// Attaches a scan to the filing.
    ///
    /// # Errors
    /// [`FilingRefusal::ScansClosed`], [`FilingRefusal::ScanAttached`], [`FilingRefusal::TooManyScans`].
    pub fn attach_scan(self, mut scan: Scan, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        self.check_scans_open(&scan.document, context.actor)?;
        if self.scans.iter().any(|there| there.id == scan.id) {
            return Err(FilingRefusal::ScanAttached);
        }
        if self.scans.len() >= MAX_SCANS {
            return Err(FilingRefusal::TooManyScans);
        }
        scan.event = self.events + 1;
        let event = FilingEvent::AttachScan { document: scan.document };
        Ok(self.step(context, event, &[], |after| after.scans.push(scan)))
    }

    /// Removes a scan from the filing.
    ///
    /// # Errors
    /// [`FilingRefusal::UnknownScan`], [`FilingRefusal::ScansClosed`].
    pub fn remove_scan(self, scan_id: &str, context: &Context<'_>) -> Result<Step<Filing>, FilingRefusal> {
        let document =
            self.scans.iter().find(|scan| scan.id == scan_id).ok_or(FilingRefusal::UnknownScan)?.document;
        self.check_scans_open(&document, context.actor)?;
        Ok(self.step(context, FilingEvent::RemoveScan { document }, &[], |after| {
            after.scans.retain(|scan| scan.id != scan_id);
        }))
    }

    /// Checks that this actor may attach or remove scans of this document now.
    ///
    /// # Errors
    /// [`FilingRefusal::ScansClosed`].
    pub fn check_scans_open(&self, document: &DocumentKind, actor: &Actor) -> Result<(), FilingRefusal> {
        let sheet = *document == DocumentKind::VerificationSheet;
        let open = match (&self.state, actor.role) {
            (State::Draft { .. }, Role::Owner | Role::Provider) => !sheet && self.check_writer(actor).is_ok(),
            (State::ReturnedToOwner { .. }, Role::Owner) => !sheet,
            (State::WithProvider { .. } | State::ReturnedToProvider { .. }, Role::Provider) => !sheet,
            (State::WithProvider { .. } | State::AwaitingSheet { .. }, Role::Clerk) => {
                sheet && self.kind.needs_sheet()
            }
            // A filing that lacks a pre-approval document accepts its scan from either party during the review.
            (State::UnderReview { .. }, Role::Owner | Role::Provider) => {
                *document == DocumentKind::PreApproval
            }
            _ => false,
        };
        if open { Ok(()) } else { Err(FilingRefusal::ScansClosed) }
    }
}
