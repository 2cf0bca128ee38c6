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
    limit,
    media::Media,
    refusal::Refusal,
};
use beian_kit::{Answer, Desk, Fault};
use beian_store::ObjectKey;

/// See the page above.
pub async fn attach_scan(desk: Desk, input: AttachScan) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    held.filing.scans_open(&input.document, &held.actor)?;
    if input.scan_id.len() != 32 || !input.scan_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    let uploaded = desk.store().peek_scan(&input.filing_id, &input.scan_id).await?;
    let Some(uploaded) = uploaded else {
        // The copy that was uploaded goes with the attachment.
        let is_attached = held.filing.scans.iter().any(|scan| scan.id == input.scan_id);
        return Err(if is_attached {
            Refusal::ScanAttached.into()
        } else {
            ProblemCode::ScanNotUploaded.into()
        });
    };
    let media = match Media::of(&uploaded.beginning) {
        _ if uploaded.size > MAX_SCAN_BYTES => Err(ProblemCode::TooLarge),
        media => media.ok_or(ProblemCode::UnsupportedScan),
    };
    let media = match media {
        Ok(media) => media,
        Err(why) => {
            // Nobody will attach it.
            throw_away(&desk, &input).await?;
            return Err(why.into());
        }
    };
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
    let answer = desk.commit(step, &held.actor).await?;
    // The scan is with the filing, whatever becomes of the copy that was uploaded: what stays of it is swept with what nobody attached.
    let _ = throw_away(&desk, &input).await;
    Ok(answer)
}

/// Erases what was uploaded, and counts it no more among what nobody attached.
async fn throw_away(desk: &Desk, input: &AttachScan) -> Result<(), Fault> {
    desk.store().erase(ObjectKey::Incoming(&input.filing_id, &input.scan_id)).await?;
    desk.uncount(limit::UPLOADS, &input.filing_id, limit::UPLOADS_OF_FILING).await
}
