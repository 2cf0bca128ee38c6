//! The action `revoke-authorization`.

use beian_contract::{request::RevokeAuthorization, view::RecordView};
use beian_kit::{ActionResult, RequestContext, Shown};

/// Revoke an authorization 撤销授权 (§二.3).
///
/// The authorization code becomes invalid. A filing that was begun with the code stays, and its owner may discard the
/// draft.
///
/// # Refusals
/// - `not-found` the record does not exist, or the reader may not see it
/// - `no-such-authorization` the authorization does not exist: it was used or revoked, or it expired
/// - `stale` the record changed meanwhile
pub async fn revoke_authorization(
    ctx: RequestContext,
    input: RevokeAuthorization,
) -> ActionResult<RecordView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    if loaded.repeated {
        return loaded.value.view(&ctx, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    let step = loaded.value.revoke_authorization(&input.authorization_id, &ctx.decision_by(&loaded.actor))?;
    ctx.commit(step, &loaded.actor).await
}
