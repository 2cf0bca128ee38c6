//! The action `view-scan`.

use beian_contract::{request::ViewScan, view::ScanView};
use beian_filing::{
    account,
    filing::FilingRefusal,
    form::DocumentKind,
    history::{DisclosureEvent, Role},
    media::Media,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};
use beian_store::{AuditedResource, ObjectKey};

/// Give a short-lived address that shows a scan 查看扫描件.
///
/// Staff state a reason to view an identity document, and the access is recorded before the address is given.
///
/// # Refusals
/// - `unknown-scan` the filing has no such scan, or the reader is a clerk and the scan is no verification sheet
pub async fn view_scan(ctx: RequestContext, input: ViewScan) -> ActionResult<ScanView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    let scan = loaded
        .value
        .scans
        .iter()
        .find(|scan| scan.id == input.scan_id)
        // A clerk handles verification sheets and must see no identity document.
        .filter(|scan| loaded.actor.role != Role::Clerk || scan.document == DocumentKind::VerificationSheet)
        .ok_or(FilingRefusal::UnknownScan)?;
    let applicant = loaded.value.form.organizer.applicant();
    if loaded.actor.role != Role::Owner && scan.document.is_identity(applicant) {
        let reason = input.reason.as_deref().unwrap_or_default().trim();
        if let Some(code) = account::reason_problem(reason) {
            return Err(ActionError::Malformed(vec![field("/reason", code)]));
        }
        let access =
            DisclosureEvent::ViewScan { document: Some(scan.document), reason: Some(reason.to_owned()) };
        ctx.note_access(AuditedResource::Filing(loaded.value.id), access, &loaded.actor).await?;
    }
    let now = ctx.app().clock.of_machine();
    let address = |object, media_type: &str| ctx.store().presign_view(object, media_type, now);
    let (url, expires_at) = address(ObjectKey::Scan(loaded.value.id, &scan.id), &scan.media_type);
    let pages = 1..=u16::try_from(scan.pages.len()).unwrap_or(u16::MAX);
    let small = |page| ObjectKey::ScanThumbnail(loaded.value.id, &scan.id, page);
    let thumbnails = pages.map(|page| address(small(page), Media::Jpeg.as_str()).0).collect();
    Ok(ScanView { url, media_type: scan.media_type.clone(), thumbnails, expires_at })
}
