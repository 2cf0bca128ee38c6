//! The action `end-session`.

use beian_contract::{problem::ProblemCode, request::EndSession, view::Done};
use beian_kit::{ActionResult, RequestContext, password};

/// End one of one's sessions, or all others 结束会话.
///
/// The password is asked for again: who has only found an open browser cannot throw its holder out.
///
/// # Refusals
/// - `wrong-password` the password is not right
/// - `too-many-requests` the place must wait
pub async fn end_session(ctx: RequestContext, input: EndSession) -> ActionResult<Done> {
    let (_, account) = password::confirmed(&ctx, input.password).await?;
    let own = ctx.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    let change = account.end_sessions(input.session_id.as_deref(), own);
    ctx.change_account(change).await?;
    Ok(Done {})
}
