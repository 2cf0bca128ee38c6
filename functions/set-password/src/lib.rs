//! The action `set-password`.

use beian_contract::{problem::ProblemCode, request::SetPassword, view::Done};
use beian_filing::{
    account::{AccountEvent, AccountEventKind},
    identifier::Username,
    rate_limit,
};
use beian_kit::{ActionResult, RequestContext, password, token};

/// Set a new password with the temporary one 设置新密码.
///
/// The temporary password works once, within the time that its message states. Every session of the account ends. The
/// second factor stays as it is.
///
/// # Refusals
/// - `wrong-password` the temporary password is wrong, used, expired or another account's; the answer is the same for each
/// - `too-many-requests` too many requests came from the address or its network
pub async fn set_password(ctx: RequestContext, input: SetPassword) -> ActionResult<Done> {
    ctx.within(rate_limit::REDEEM).await?;
    let username = Username::typed(&input.username);
    let digest = token::digest(input.temporary_password.reveal().trim());
    let (found, done) = ctx.account_once(&username, AccountEventKind::SetPassword).await?;
    if done {
        return Ok(Done {});
    }
    let before = found
        .filter(|account| account.accepts_temporary_password(&digest, ctx.now()))
        .ok_or(ProblemCode::WrongPassword)?;
    let hashed = password::hash_new(&ctx, &before, input.new_password).await?;
    let change = before.set_password(hashed, AccountEvent::SetPassword, None, None, ctx.now());
    // If another request uses the temporary password at the same time, this request is decided again and refused.
    ctx.change_account(change).await?;
    Ok(Done {})
}
