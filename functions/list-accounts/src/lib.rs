//! The action `list-accounts`.

use beian_contract::{
    problem::ProblemCode,
    request::ListAccounts,
    view::{AccountList, AccountSummary},
};
use beian_filing::{history::Role, identifier::ProviderId};
use beian_kit::{ActionResult, RequestContext};

/// List accounts 账户列表. A supervisor sees the staff; an access provider sees the owners' accounts that it opened.
pub async fn list_accounts(ctx: RequestContext, input: ListAccounts) -> ActionResult<AccountList> {
    let actor = ctx.actor().await?;
    let accounts = match (actor.role, &actor.provider) {
        (Role::Provider, Some(provider)) => ctx.store().owners_of(provider).await?,
        (Role::Supervisor, _) => {
            match input.provider.as_deref().map(ProviderId::parse).transpose() {
                Ok(provider) => ctx.store().staff(provider.as_ref()).await?,
                // No provider has such an identifier, so nobody works for it.
                Err(_) => Vec::new(),
            }
        }
        _ => return Err(ProblemCode::Forbidden.into()),
    };
    Ok(AccountList { items: accounts.iter().map(|account| AccountSummary::of(account, &actor)).collect() })
}
