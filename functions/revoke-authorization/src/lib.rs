//! The action `revoke-authorization`.

use beian_contract::{request::RevokeAuthorization, view::RecordView};
use beian_kit::{ActionResult, RequestContext};

/// Take an authorization back 撤销授权 (§二.3).
///
/// The code serves no more. A filing that was begun with it stays; its owner can throw the draft away.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
/// - `no-such-authorization` it was used or revoked, or its time is over
/// - `stale` somebody changed it meanwhile
pub async fn revoke_authorization(
    ctx: RequestContext,
    input: RevokeAuthorization,
) -> ActionResult<RecordView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    if loaded.repeated {
        return ctx.record_view(&loaded.value, &loaded.actor).await;
    }
    let loaded = loaded.at_version(input.version)?;
    let step = loaded.value.revoke_authorization(&input.authorization_id, &ctx.decision_by(&loaded.actor))?;
    ctx.commit_file(step, &loaded.actor).await
}
