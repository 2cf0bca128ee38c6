//! Who is signed in 当前登录.

use beian_contract::{request::ShowSession, view::SessionView};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn show_session(desk: Desk, _input: ShowSession) -> Answer<SessionView> {
    let session = desk.signed_in().await?;
    Ok(SessionView {
        username: session.actor.account,
        role: session.actor.role,
        provider: session.actor.provider,
        expires_at: session.expires_at,
    })
}
