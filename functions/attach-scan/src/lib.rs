//! The action `attach-scan`.

mod open;

use beian_contract::{problem::ProblemCode, request::AttachScan, view::FilingView};
use beian_filing::{
    filing::FilingRefusal,
    filing::{MAX_SCAN_BYTES, Scan, file_name},
    form::{Illegible, legibility},
    history::ScanDigest,
    identifier::FilingId,
    media::Media,
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext};
use beian_store::ObjectKey;

/// Attach an uploaded scan to the filing 附上扫描件.
///
/// The content of the file decides its type; its name does not matter. The action opens the file at once and refuses an illegible scan
/// with the reason, before the filing can be submitted. A scan that is hard to read is attached, and each of its pages lists its flaws.
///
/// # Refusals
/// - `scan-not-uploaded` the filing has no such upload, or the upload was replaced meanwhile
/// - `unsupported-scan` the content is not PDF, JPEG, PNG or TIFF, or is a variant that the reader does not support
/// - `too-large` the file has more than 20 MiB
/// - `scan-locked` the file is encrypted
/// - `scan-damaged` the file is truncated, contradicts itself or has no page
/// - `scan-blank` no page of sufficient size has anything on it
/// - `scan-too-small` every page has too few pixels for a legible character
/// - `scan-page-too-large` a page has too many pixels, or its packed data grows to too many bytes
/// - `scan-too-long` the file has more than twenty pages
/// - `scan-takes-too-long` a page takes more time to read than any page needs
/// - `scans-closed` this party may not attach a scan of this document now
/// - `scan-attached` the scan is already attached to the filing
/// - `too-many-scans` the filing already has the largest allowed number of scans
pub async fn attach_scan(ctx: RequestContext, input: AttachScan) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    loaded.value.check_scans_open(&input.document, &loaded.actor)?;
    if input.scan_id.len() != 32 || !input.scan_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    let filing_id = loaded.value.id;
    // The turn comes before the download, so that few files are in memory at the same time.
    let turn = open::turn().await?;
    let uploaded = ctx.store().uploaded_scan(filing_id, &input.scan_id).await?;
    let Some(mut uploaded) = uploaded else {
        // The attachment of a scan erases its upload.
        let is_attached = loaded.value.scans.iter().any(|scan| scan.id == input.scan_id);
        return Err(if is_attached {
            FilingRefusal::ScanAttached.into()
        } else {
            ProblemCode::ScanNotUploaded.into()
        });
    };
    let media = match Media::sniff(&uploaded.bytes) {
        _ if uploaded.size > MAX_SCAN_BYTES => Err(ProblemCode::TooLarge),
        media => media.ok_or(ProblemCode::UnsupportedScan),
    };
    let opened = match media {
        Ok(media) => {
            let bytes = std::mem::take(&mut uploaded.bytes);
            // The future is large, and the stack of a thread is small.
            let pages = Box::pin(open::pages(ctx.store().settings().reader.as_deref(), bytes)).await?;
            pages.and_then(|pages| {
                let applicant = loaded.value.form.organizer.applicant();
                let seen = legibility::judge(input.document, applicant, &pages.seen).map_err(illegible)?;
                Ok((media, seen, pages.thumbnails))
            })
        }
        Err(why) => Err(why),
    };
    drop(turn);
    let (media, pages, thumbnails) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            // A refused upload can never be attached.
            throw_away(&ctx, filing_id, &input.scan_id).await?;
            return Err(why.into());
        }
    };
    let scan = Scan {
        id: input.scan_id.clone(),
        document: input.document,
        media_type: media.as_str().to_owned(),
        size: uploaded.size,
        at: ctx.now(),
        // `Filing::attach_scan` sets the number of the event.
        event: 0,
        name: input.name.as_deref().and_then(file_name),
        pages,
    };
    let digest = ScanDigest { id: input.scan_id.clone(), sha256: uploaded.sha256.clone() };
    let step = loaded.value.attach_scan(scan, &ctx.decision_by(&loaded.actor))?.with_scans(vec![digest]);
    // The copy is out of the uploader's reach. An upload that changed after its inspection is not copied.
    if !ctx.store().save_scan(filing_id, &input.scan_id, &uploaded).await? {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    for (page, thumbnail) in (1..).zip(thumbnails) {
        let object = ObjectKey::ScanThumbnail(filing_id, &input.scan_id, page);
        ctx.store().save_object(object, Media::Jpeg.as_str(), thumbnail).await?;
    }
    let answer = ctx.commit(step, &loaded.actor).await?;
    // The scan is attached even if the upload cannot be erased. A remaining upload expires like an unattached one.
    let _ = throw_away(&ctx, filing_id, &input.scan_id).await;
    Ok(answer)
}

fn illegible(why: Illegible) -> ProblemCode {
    match why {
        Illegible::Blank => ProblemCode::ScanBlank,
        Illegible::TooSmall => ProblemCode::ScanTooSmall,
    }
}

/// Erases the upload and takes it off the filing's count of unattached uploads.
async fn throw_away(ctx: &RequestContext, filing_id: FilingId, scan_id: &str) -> Result<(), ActionError> {
    ctx.store().erase(ObjectKey::Incoming(filing_id, scan_id)).await?;
    ctx.uncount(rate_limit::UPLOADS, &filing_id.to_string(), rate_limit::UPLOADS_OF_FILING).await
}

/// Serves as the reader if this process was started as one, and returns whether it was.
pub fn reads() -> bool {
    open::reads()
}
