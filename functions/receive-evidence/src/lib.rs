//! The action `receive-evidence`.

use beian_contract::{request::ReceiveEvidence, view::RequestView};
use beian_kit::{ActionResult, RequestContext};

/// Enter evidence that came later 补寄材料收讫.
///
/// Once everything is there, the bureau's clock runs from the day of this envelope. Scanned pages of which the code did not tell what they
/// show are marked so: what they show has come, and what no page shows any more has not.
///
/// # Refusals
/// - `not-found` there is no such paper request
/// - `request-decided` it was decided before
/// - `impossible-arrival` the day lies in the future or a year back
/// - `unknown-scan` a page that is marked is not there
/// - `stale` somebody changed it meanwhile
pub async fn receive_evidence(ctx: RequestContext, input: ReceiveEvidence) -> ActionResult<RequestView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    if loaded.repeated {
        return ctx.request_view(&loaded.value, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    let envelope = ctx.envelope(input.arrived_on.as_deref(), input.evidence, input.marks, Vec::new())?;
    let step = loaded.value.receive_evidence(envelope, &ctx.decision_by(&loaded.actor))?;
    ctx.commit_request(step, &loaded.actor).await
}
