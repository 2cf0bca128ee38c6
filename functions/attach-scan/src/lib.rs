//! Take an uploaded scan into the filing 附上扫描件.
//!
//! What it is, its first bytes say, not its name.
//!
//! # Refusals
//! - `scan-not-uploaded` there is no such upload
//! - `unsupported-scan` its content is not PDF, JPEG, PNG or TIFF
//! - `too-large` more than 20 MiB
//! - `scans-closed` not now, not this document, or not by this party
//! - `scan-attached` it is with the filing already
//! - `too-many-scans` the filing has as many as it may have

use beian_contract::{problem::ProblemCode, request::AttachScan, view::FilingView};
use beian_filing::{
    event::ScanDigest,
    filing::{MAX_SCAN_BYTES, Scan},
    media::Media,
};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn attach_scan(desk: Desk, input: AttachScan) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    held.filing.scans_open(&input.document, &held.actor)?;
    if input.scan_id.len() != 32 || !input.scan_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    let uploaded = desk.store().peek_scan(&input.filing_id, &input.scan_id).await?;
    let uploaded = uploaded.ok_or(ProblemCode::ScanNotUploaded)?;
    if uploaded.size > MAX_SCAN_BYTES {
        return Err(ProblemCode::TooLarge.into());
    }
    let media = Media::of(&uploaded.beginning).ok_or(ProblemCode::UnsupportedScan)?;
    let scan = Scan {
        id: input.scan_id.clone(),
        document: input.document,
        media_type: media.as_str().to_owned(),
        size: uploaded.size,
        at: desk.now(),
        // The filing knows.
        event: 0,
    };
    let digest = ScanDigest { id: input.scan_id.clone(), sha256: uploaded.sha256.clone() };
    let step = held.filing.attach_scan(scan, &desk.moment(&held.actor))?.with_digests(vec![digest]);
    // Out of the uploader's reach, and only what was looked at.
    if !desk.store().keep_scan(&input.filing_id, &input.scan_id, &uploaded).await? {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    desk.commit(step, &held.actor).await
}
