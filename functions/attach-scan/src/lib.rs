//! The action `attach-scan`.

mod open;

use beian_contract::{problem::ProblemCode, request::AttachScan, view::FilingView};
use beian_filing::{
    filing::FilingRefusal,
    filing::{MAX_SCAN_BYTES, Scan, file_name},
    form::{Illegible, legibility},
    history::ScanDigest,
    media::Media,
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext};
use beian_store::ObjectKey;

/// Take an uploaded scan into the filing 附上扫描件.
///
/// Its content says what it is, not its name. It is opened at once, and what nobody could read is refused with the reason, before the filing can
/// be submitted. What is hard to read is taken, and says so page by page.
///
/// # Refusals
/// - `scan-not-uploaded` there is no such upload
/// - `unsupported-scan` its content is not PDF, JPEG, PNG or TIFF, or of a kind of these that is not read
/// - `too-large` more than 20 MiB
/// - `scan-locked` it is encrypted
/// - `scan-damaged` it breaks off, contradicts itself or has no page
/// - `scan-blank` nothing is on any page
/// - `scan-too-small` it has too few pixels for anything to be read
/// - `scan-page-too-large` a page has more pixels, or packs more, than is read
/// - `scan-too-long` more than twenty pages
/// - `scan-takes-too-long` reading it takes more time than any page needs
/// - `scans-closed` not now, not this document, or not by this party
/// - `scan-attached` it is with the filing already
/// - `too-many-scans` the filing has as many as it may have
pub async fn attach_scan(ctx: RequestContext, input: AttachScan) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    loaded.value.scans_open(&input.document, &loaded.actor)?;
    if input.scan_id.len() != 32 || !input.scan_id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    // A file is in memory only while it may be read.
    let turn = open::turn().await?;
    let uploaded = ctx.store().uploaded_scan(&input.filing_id, &input.scan_id).await?;
    let Some(mut uploaded) = uploaded else {
        // The copy that was uploaded goes with the attachment.
        let is_attached = loaded.value.scans.iter().any(|scan| scan.id == input.scan_id);
        return Err(if is_attached {
            FilingRefusal::ScanAttached.into()
        } else {
            ProblemCode::ScanNotUploaded.into()
        });
    };
    let media = match Media::of(&uploaded.bytes) {
        _ if uploaded.size > MAX_SCAN_BYTES => Err(ProblemCode::TooLarge),
        media => media.ok_or(ProblemCode::UnsupportedScan),
    };
    let opened = match media {
        Ok(media) => {
            let bytes = std::mem::take(&mut uploaded.bytes);
            // On the heap: a thread's stack is small.
            let pages = Box::pin(open::pages(ctx.store().settings().reader.as_deref(), bytes)).await?;
            pages.and_then(|pages| {
                let individual = loaded.value.form.organizer.is_individual();
                let seen = legibility::judge(input.document, individual, &pages.seen).map_err(illegible)?;
                Ok((media, seen, pages.thumbnails))
            })
        }
        Err(why) => Err(why),
    };
    drop(turn);
    let (media, pages, thumbnails) = match opened {
        Ok(opened) => opened,
        Err(why) => {
            // Nobody will attach it.
            throw_away(&ctx, &input).await?;
            return Err(why.into());
        }
    };
    let scan = Scan {
        id: input.scan_id.clone(),
        document: input.document,
        media_type: media.as_str().to_owned(),
        size: uploaded.size,
        at: ctx.now(),
        // The filing knows.
        event: 0,
        name: input.name.as_deref().and_then(file_name),
        pages,
    };
    let digest = ScanDigest { id: input.scan_id.clone(), sha256: uploaded.sha256.clone() };
    let step = loaded.value.attach_scan(scan, &ctx.decision_by(&loaded.actor))?.with_digests(vec![digest]);
    // Out of the uploader's reach, and only what was looked at.
    if !ctx.store().save_scan(&input.filing_id, &input.scan_id, &uploaded).await? {
        return Err(ProblemCode::ScanNotUploaded.into());
    }
    for (page, thumbnail) in (1..).zip(thumbnails) {
        let object = ObjectKey::ScanThumbnail(&input.filing_id, &input.scan_id, page);
        ctx.store().save_object(object, Media::Jpeg.as_str(), thumbnail).await?;
    }
    let answer = ctx.commit(step, &loaded.actor).await?;
    // The scan is with the filing, whatever becomes of the copy that was uploaded: what stays of it is swept with what nobody attached.
    let _ = throw_away(&ctx, &input).await;
    Ok(answer)
}

fn illegible(why: Illegible) -> ProblemCode {
    match why {
        Illegible::Blank => ProblemCode::ScanBlank,
        Illegible::TooSmall => ProblemCode::ScanTooSmall,
    }
}

/// Erases what was uploaded, and counts it no more among what nobody attached.
async fn throw_away(ctx: &RequestContext, input: &AttachScan) -> Result<(), ActionError> {
    ctx.store().erase(ObjectKey::Incoming(&input.filing_id, &input.scan_id)).await?;
    ctx.uncount(rate_limit::UPLOADS, &input.filing_id, rate_limit::UPLOADS_OF_FILING).await
}

/// Reads pages if this process was started to do that, and says whether it was.
pub fn reads() -> bool {
    open::reads()
}
