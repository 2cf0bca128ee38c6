//! The action `receive-evidence`.

use beian_contract::{request::ReceiveEvidence, view::RequestView};
use beian_kit::{ActionResult, RequestContext, Shown};

/// Record evidence that arrived later 补寄材料收讫.
///
/// Once all evidence is there, the bureau's deadline runs from the day on which the last needed paper arrived. A clerk
/// may also mark the evidence on scanned pages that no code identifies. Marked evidence counts as arrived. Evidence
/// that no page shows any more is missing again, unless a clerk entered it without a scan.
///
/// # Refusals
/// - `not-found` the paper request does not exist
/// - `request-decided` the paper request is already decided
/// - `impossible-arrival` the day of arrival is in the future or more than a year ago
/// - `unknown-scan` the paper request has no such page to mark
/// - `stale` the paper request changed meanwhile
pub async fn receive_evidence(ctx: RequestContext, input: ReceiveEvidence) -> ActionResult<RequestView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    if loaded.repeated {
        return loaded.value.view(&ctx, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    let envelope = ctx.envelope(input.arrived_on.as_deref(), input.evidence, input.marks, Vec::new())?;
    let step = loaded.value.receive_evidence(envelope, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
