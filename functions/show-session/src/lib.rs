//! The action `show-session`.

use beian_contract::{request::ShowSession, view::SessionView};
use beian_kit::{Answer, Desk};

/// Who is signed in 当前登录.
///
/// Pages ask this while they are used; so it is here that a session is noted as used.
pub async fn show_session(desk: Desk, _input: ShowSession) -> Answer<SessionView> {
    let mut session = desk.signed_in().await?;
    if let Some(hash) = desk.session_hash().filter(|_| session.is_to_be_noted(desk.now())) {
        desk.store().note_session(hash, desk.now()).await?;
        session.seen_at = Some(desk.now());
    }
    Ok(SessionView::of(&session))
}
