//! The action `enable-account`.

use beian_contract::{problem::ProblemCode, request::EnableAccount, view::Done};
use beian_filing::{
    account::{self, AccountEventKind, ChangeContext},
    identifier::Username,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Enable a disabled account 启用账户. The account keeps its old password.
///
/// # Refusals
/// - `not-found` the account does not exist
/// - `not-disabled` the account is not disabled
pub async fn enable_account(ctx: RequestContext, input: EnableAccount) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let username = Username::typed(&input.username);
    let (found, done) = ctx.account_once(&username, AccountEventKind::EnableAccount).await?;
    if done {
        return Ok(Done {});
    }
    let account = found.ok_or(ProblemCode::NotFound)?;
    let by = ChangeContext::actor(&actor, ctx.now()).because(input.reason.trim());
    ctx.change_account(account.enable(by)?).await?;
    Ok(Done {})
}
