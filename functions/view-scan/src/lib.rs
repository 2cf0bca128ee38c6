//! The action `view-scan`.

use beian_contract::{request::ViewScan, view::ScanView};
use beian_filing::{
    account,
    filing::FilingRefusal,
    form::DocumentKind,
    history::{AccessEvent, Role},
    media::Media,
};
use beian_kit::{Answer, Desk, Fault, field};
use beian_store::{ObjectKey, Watched};

/// Ask for a short-lived address to see a scan 查看扫描件.
///
/// Staff say why they look at an identity document, and that is written down before the address is given.
///
/// # Refusals
/// - `unknown-scan` there is no such scan with the filing
pub async fn view_scan(desk: Desk, input: ViewScan) -> Answer<ScanView> {
    let held = desk.load(&input.filing_id).await?;
    let scan = held
        .it
        .scans
        .iter()
        .find(|scan| scan.id == input.scan_id)
        // A clerk handles sheets and sees nobody's identity card.
        .filter(|scan| held.actor.role != Role::Clerk || scan.document == DocumentKind::VerificationSheet)
        .ok_or(FilingRefusal::UnknownScan)?;
    let individual = held.it.form.organizer.is_individual();
    if held.actor.role != Role::Owner && scan.document.is_identity(individual) {
        let reason = input.reason.as_deref().unwrap_or_default().trim();
        if let Some(code) = account::reason_problem(reason) {
            return Err(Fault::Malformed(vec![field("/reason", code)]));
        }
        let access = AccessEvent::ViewScan { document: Some(scan.document), reason: Some(reason.to_owned()) };
        desk.note_access(Watched::Filing(&held.it.id), access, &held.actor).await?;
    }
    let now = desk.office().clock.of_machine();
    let address = |object, media_type: &str| desk.store().presign_view(object, media_type, now);
    let (url, expires_at) = address(ObjectKey::Scan(&input.filing_id, &scan.id), &scan.media_type);
    let pages = 1..=u16::try_from(scan.pages.len()).unwrap_or(u16::MAX);
    let small = |page| ObjectKey::ScanThumbnail(&input.filing_id, &scan.id, page);
    let thumbnails = pages.map(|page| address(small(page), Media::Jpeg.as_str()).0).collect();
    Ok(ScanView { url, media_type: scan.media_type.clone(), thumbnails, expires_at })
}
