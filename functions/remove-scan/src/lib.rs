//! The action `remove-scan`.

use beian_contract::{request::RemoveScan, view::FilingView};
use beian_kit::{Answer, Desk};

/// Take a scan out of the filing 移除扫描件.
///
/// # Refusals
/// - `unknown-scan` there is no such scan with the filing
/// - `scans-closed` not now, not this document, or not by this party
pub async fn remove_scan(desk: Desk, input: RemoveScan) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let step = held.it.remove_scan(&input.scan_id, &desk.moment(&held.actor))?;
    desk.commit(step, &held.actor).await
}
