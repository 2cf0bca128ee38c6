//! The action `show-session`.

use beian_contract::{request::ShowSession, view::SessionView};
use beian_kit::{ActionResult, RequestContext};

/// Who is signed in 当前登录.
///
/// Pages ask this while they are used; so it is here that a session is noted as used.
pub async fn show_session(ctx: RequestContext, _input: ShowSession) -> ActionResult<SessionView> {
    let mut session = ctx.signed_in().await?;
    if let Some(hash) = ctx.session_hash().filter(|_| session.is_to_be_noted(ctx.now())) {
        ctx.store().note_session(hash, ctx.now()).await?;
        session.seen_at = Some(ctx.now());
    }
    Ok(SessionView::of(&session))
}
