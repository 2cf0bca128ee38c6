//! The action `upload-scan`.

use beian_contract::{
    problem::ProblemCode,
    request::UploadScan,
    view::{UploadField, UploadView},
};
use beian_filing::{
    filing::FilingRefusal,
    filing::{MAX_SCAN_BYTES, MAX_SCANS},
    media::Media,
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, token};
use beian_store::ObjectKey;

/// Give the address for the upload of a scan 上传扫描件.
///
/// The browser uploads the file directly to the store and never through a function. The file belongs to the filing only
/// after it is attached.
///
/// # Refusals
/// - `scans-closed` the filing accepts no scans of this document in its present status, or none from this party
/// - `too-many-scans` the filing has as many scans as it may have
/// - `unsupported-scan` the file is neither PDF, JPEG, PNG nor TIFF
/// - `too-large` the file has more than 20 MiB
/// - `too-many-requests` too many uploads of the filing were never attached, or the account asked for too many in an hour
pub async fn upload_scan(ctx: RequestContext, input: UploadScan) -> ActionResult<UploadView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    loaded.value.check_scans_open(&input.document, &loaded.actor)?;
    if loaded.value.scans.len() >= MAX_SCANS {
        return Err(FilingRefusal::TooManyScans.into());
    }
    let media = Media::named(&input.media_type).ok_or(ProblemCode::UnsupportedScan)?;
    if input.size > MAX_SCAN_BYTES {
        return Err(ProblemCode::TooLarge.into());
    }
    let account = &loaded.actor.account;
    let of_account = ctx.count("uploads of account", account, rate_limit::UPLOADS_OF_ACCOUNT).await?;
    let of_filing = ctx.count(rate_limit::UPLOADS, &input.filing_id, rate_limit::UPLOADS_OF_FILING).await?;
    if let Some(seconds) = of_account.or(of_filing) {
        return Err(ActionError::TooMany(seconds));
    }
    let scan_id = token::hex(&token::random::<16>()?);
    let upload = ctx.store().presign_upload(
        ObjectKey::Incoming(loaded.value.id, &scan_id),
        media.as_str(),
        MAX_SCAN_BYTES,
        ctx.app().clock.of_machine(),
    );
    let fields = upload.fields.into_iter().map(|(name, value)| UploadField { name, value }).collect();
    Ok(UploadView { scan_id, url: upload.url, fields, expires_at: upload.expires_at })
}
