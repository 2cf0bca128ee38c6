//! The action `revoke-authorization`.

use beian_contract::{request::RevokeAuthorization, view::OnFileView};
use beian_kit::{Answer, Desk};

/// Take an authorization back 撤销授权 (§二.3).
///
/// The code serves no more. A filing that was begun with it stays; its owner can throw the draft away.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
/// - `no-such-authorization` it was used or revoked, or its time is over
/// - `stale` somebody changed it meanwhile
pub async fn revoke_authorization(desk: Desk, input: RevokeAuthorization) -> Answer<OnFileView> {
    let held = desk.load_on_file(&input.record_id).await?;
    if held.repeated {
        return desk.file_view(&held.it, &held.actor).await;
    }
    let held = held.at_version(input.version)?;
    let step = held.it.revoke_authorization(&input.authorization_id, &desk.moment(&held.actor))?;
    desk.commit_file(step, &held.actor).await
}
