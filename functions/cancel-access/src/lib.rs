//! The action `cancel-access`.

use beian_contract::{request::CancelAccess, view::RecordView};
use beian_filing::account;
use beian_kit::{ActionError, ActionResult, RequestContext, Shown, field};

/// Cancel the access that the actor's provider gives to a site 取消接入 (§二.3).
///
/// The access ends at once and without a filing. The filing number and the domain stay with the owner: the right provider adds its
/// access, or the site is deregistered. The owner is notified. If the site has no other provider, it is without access 空壳, and the
/// notice names the owner's next step.
///
/// # Refusals
/// - `not-found` the record does not exist, or the provider never gave access to any of its sites
/// - `no-such-access` the provider gives this site no access now
/// - `already-deregistered` the site is deregistered
/// - `stale` the record was changed meanwhile
pub async fn cancel_access(ctx: RequestContext, input: CancelAccess) -> ActionResult<RecordView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    if loaded.repeated {
        return loaded.value.view(&ctx, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let step = loaded.value.cancel_access(input.position, &input.reason, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
