//! The action `end-session`.

use beian_contract::{problem::ProblemCode, request::EndSession, view::Done};
use beian_kit::{ActionResult, RequestContext, password};

/// End one session of the actor's account, or all sessions but the present one 结束会话.
///
/// The actor enters the password again, so that a stranger at an open browser cannot end the holder's sessions.
///
/// # Refusals
/// - `wrong-password` the password is wrong
/// - `too-many-requests` the session or its client address must wait before the next password
pub async fn end_session(ctx: RequestContext, input: EndSession) -> ActionResult<Done> {
    let (_, account) = password::confirmed(&ctx, input.password).await?;
    let own = ctx.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    let change = account.end_sessions(input.session_id.as_deref(), own);
    ctx.change_account(change).await?;
    Ok(Done {})
}
