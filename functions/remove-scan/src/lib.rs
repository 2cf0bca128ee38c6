//! The action `remove-scan`.

use beian_contract::{request::RemoveScan, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Remove a scan from the filing 移除扫描件.
///
/// # Refusals
/// - `unknown-scan` the filing has no such scan
/// - `scans-closed` the filing accepts no change of scans of this document in its present status, or none by this party
pub async fn remove_scan(ctx: RequestContext, input: RemoveScan) -> ActionResult<FilingView> {
    let loaded = ctx.load_filing(&input.filing_id).await?.at_version(input.version)?;
    let step = loaded.value.remove_scan(&input.scan_id, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
