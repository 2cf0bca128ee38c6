//! The action `show-account`.

use beian_contract::{problem::ProblemCode, request::ShowAccount, view::AccountView};
use beian_kit::{ActionResult, RequestContext};

/// Show the signed-in account 我的账户: its sessions, its second factor and its history.
pub async fn show_account(ctx: RequestContext, _input: ShowAccount) -> ActionResult<AccountView> {
    let session = ctx.signed_in().await?;
    let username = &session.actor.account;
    let account = ctx.store().account(username).await?.ok_or(ProblemCode::NotSignedIn)?;
    let address = beian_store::delivery::address_digest(&account.email);
    let suppression = ctx.store().suppression(&address).await?;
    let open: Vec<&str> = account.sessions.iter().map(|open| open.hash.as_str()).collect();
    let sessions = ctx.store().sessions(&open).await?;
    let history = ctx.store().account_history(username).await?;
    let own = ctx.session_hash().unwrap_or_default();
    let view = AccountView::of(&account, &sessions, &history, own, ctx.now());
    Ok(view.reached(suppression.as_ref()))
}
