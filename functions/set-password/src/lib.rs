//! The action `set-password`.

use beian_contract::{problem::ProblemCode, request::SetPassword, view::Done};
use beian_filing::{
    account::{self, AccountEvent, AccountEventKind},
    rate_limit,
};
use beian_kit::{ActionResult, RequestContext, password, token};

/// Set a new password with the temporary one 设置新密码.
///
/// The temporary password serves once, for as long as its mail says. Everybody who is signed in with the account is signed
/// out. A second factor stays as it is.
///
/// # Refusals
/// - `wrong-password` the temporary password is wrong, used, too old or somebody else's: always the same answer
/// - `too-many-requests` the place has tried too often
pub async fn set_password(ctx: RequestContext, input: SetPassword) -> ActionResult<Done> {
    ctx.within(rate_limit::REDEEM).await?;
    let username = account::canonical(&input.username);
    let digest = token::digest(input.temporary_password.reveal().trim());
    let (found, done) = ctx.account_once(&username, AccountEventKind::SetPassword).await?;
    if done {
        return Ok(Done {});
    }
    let before = found
        .filter(|account| account.takes_temporary(&digest, ctx.now()))
        .ok_or(ProblemCode::WrongPassword)?;
    let hashed = password::hash_new(&ctx, &before, input.new_password).await?;
    let change = before.set_password(hashed, AccountEvent::SetPassword, None, None, ctx.now());
    // Used by somebody else in the same moment, it is decided anew, and then serves no more.
    ctx.change_account(change).await?;
    Ok(Done {})
}
