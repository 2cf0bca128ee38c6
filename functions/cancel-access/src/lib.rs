//! The action `cancel-access`.

use beian_contract::{request::CancelAccess, view::RecordView};
use beian_filing::account;
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Cancel the access that one gives a site 取消接入 (§二.3).
///
/// The access provider's own act, at once. The number and the domain stay the owner's: the right provider adds its access, or the
/// site is deregistered. Where nobody is left that gives access, the site is a shell 空壳, and its owner is told what to do.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or one gives it no access
/// - `no-such-access` one gives this site no access now
/// - `already-deregistered` the site is no longer on file
/// - `stale` somebody changed it meanwhile
pub async fn cancel_access(ctx: RequestContext, input: CancelAccess) -> ActionResult<RecordView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    if loaded.repeated {
        return ctx.record_view(&loaded.value, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let step = loaded.value.cancel_access(input.position, &input.reason, &ctx.decision_by(&loaded.actor))?;
    ctx.commit_file(step, &loaded.actor).await
}
