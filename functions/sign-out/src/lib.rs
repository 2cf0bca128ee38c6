//! The action `sign-out`.

use beian_contract::{problem::ProblemCode, request::SignOut, view::Done};
use beian_kit::{ActionResult, RequestContext};

/// Sign out 退出登录. The session ends at once, for every copy of its token.
pub async fn sign_out(ctx: RequestContext, _input: SignOut) -> ActionResult<Done> {
    ctx.signed_in().await?;
    let hash = ctx.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    ctx.store().end_session(hash).await?;
    ctx.set_session("", 0);
    Ok(Done {})
}
