//! The action `show-account`.

use beian_contract::{problem::ProblemCode, request::ShowAccount, view::AccountView};
use beian_kit::{Answer, Desk};

/// Show one's own account 我的账户: who is signed in with it, its second factor, what happened to it.
pub async fn show_account(desk: Desk, _input: ShowAccount) -> Answer<AccountView> {
    let session = desk.signed_in().await?;
    let username = &session.actor.account;
    let account = desk.store().account(username).await?.ok_or(ProblemCode::NotSignedIn)?;
    let address = beian_store::delivery::address_digest(&account.email);
    let suppression = desk.store().suppression(&address).await?;
    let open: Vec<&str> = account.sessions.iter().map(|open| open.hash.as_str()).collect();
    let sessions = desk.store().sessions(&open).await?;
    let history = desk.store().account_history(username).await?;
    let own = desk.session_hash().unwrap_or_default();
    let view = AccountView::of(&account, &sessions, &history, own, desk.now());
    Ok(view.reached(suppression.as_ref()))
}
