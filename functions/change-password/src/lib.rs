//! The action `change-password`.

use beian_contract::{request::ChangePassword, view::Done};
use beian_filing::account::{AccountEvent, AccountEventKind};
use beian_kit::{ActionResult, RequestContext, password};

/// Change the password 修改密码.
///
/// The actor also enters the present password. Every other session of the account ends.
///
/// # Refusals
/// - `wrong-password` the present password is wrong
/// - `too-many-requests` the session or its client address must wait before the next password
pub async fn change_password(ctx: RequestContext, input: ChangePassword) -> ActionResult<Done> {
    let username = ctx.signed_in().await?.actor.account;
    if ctx.account_once(&username, AccountEventKind::ChangePassword).await?.1 {
        return Ok(Done {});
    }
    let (_, account) = password::confirmed(&ctx, input.password).await?;
    let hashed = password::hash_new(&ctx, &account, input.new_password).await?;
    let browser = ctx.known_browser(Some(&account)).map(str::to_owned);
    let own = ctx.session_hash();
    let change =
        account.set_password(hashed, AccountEvent::ChangePassword, own, browser.as_deref(), ctx.now());
    ctx.change_account(change).await?;
    Ok(Done {})
}
