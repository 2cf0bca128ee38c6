//! The action `show-session`.

use beian_contract::{request::ShowSession, view::SessionView};
use beian_kit::{ActionResult, RequestContext};

/// Show the current session 当前登录.
///
/// Pages call this action while they are in use, so the action records the last use of the session.
pub async fn show_session(ctx: RequestContext, _input: ShowSession) -> ActionResult<SessionView> {
    let mut session = ctx.signed_in().await?;
    if let Some(hash) = ctx.session_hash().filter(|_| session.needs_use_update(ctx.now())) {
        ctx.store().note_session(hash, ctx.now()).await?;
        session.seen_at = Some(ctx.now());
    }
    Ok(SessionView::of(&session))
}
