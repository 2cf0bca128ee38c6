//! Ask for a short-lived address to see a scan 查看扫描件.
//!
//! # Refusals
//! - `unknown-scan` there is no such scan with the filing

use beian_contract::{request::ViewScan, view::ScanView};
use beian_filing::{actor::Role, documents::DocumentKind, refusal::Refusal};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn view_scan(desk: Desk, input: ViewScan) -> Answer<ScanView> {
    let held = desk.load(&input.filing_id).await?;
    let scan = held
        .filing
        .scans
        .iter()
        .find(|scan| scan.id == input.scan_id)
        // A clerk handles sheets and sees nobody's identity card.
        .filter(|scan| held.actor.role != Role::Clerk || scan.document == DocumentKind::VerificationSheet)
        .ok_or(Refusal::UnknownScan)?;
    let (url, expires_at) = desk.store().presign_view(
        &input.filing_id,
        &scan.id,
        &scan.media_type,
        desk.office().clock.of_machine(),
    );
    Ok(ScanView { url, media_type: scan.media_type.clone(), expires_at })
}
