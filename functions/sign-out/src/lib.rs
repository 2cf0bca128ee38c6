//! The action `sign-out`.

use beian_contract::{problem::ProblemCode, request::SignOut, view::Done};
use beian_kit::{Answer, Desk};

/// Sign out 退出登录. The session is gone at once, wherever its token is.
pub async fn sign_out(desk: Desk, _input: SignOut) -> Answer<Done> {
    desk.signed_in().await?;
    let hash = desk.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    desk.store().end_session(hash).await?;
    desk.set_session("", 0);
    Ok(Done {})
}
