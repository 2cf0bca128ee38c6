//! The action `list-accounts`.

use beian_contract::{
    problem::ProblemCode,
    request::ListAccounts,
    view::{AccountList, AccountSummary},
};
use beian_filing::history::Role;
use beian_kit::{Answer, Desk};

/// List accounts 账户列表: staff for a supervisor; for an access provider, the owners whose accounts it opened.
pub async fn list_accounts(desk: Desk, input: ListAccounts) -> Answer<AccountList> {
    let actor = desk.actor().await?;
    let accounts = match (actor.role, &actor.provider) {
        (Role::Provider, Some(provider)) => desk.store().owners_of(provider).await?,
        (Role::Supervisor, _) => desk.store().staff(input.provider.as_deref()).await?,
        _ => return Err(ProblemCode::Forbidden.into()),
    };
    Ok(AccountList { items: accounts.iter().map(|account| AccountSummary::of(account, &actor)).collect() })
}
