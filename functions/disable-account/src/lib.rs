//! The action `disable-account`.

use beian_contract::{problem::ProblemCode, request::DisableAccount, view::Done};
use beian_filing::{
    account::{self, AccountEventKind, ChangeContext},
    identifier::Username,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Disable an account 停用账户.
///
/// Every session of the account ends at once, and the holder is notified of the reason.
///
/// # Refusals
/// - `not-found` the account does not exist
/// - `already-disabled` the account is already disabled
/// - `own-account` the account is the supervisor's own; another supervisor must remain who can enable it
pub async fn disable_account(ctx: RequestContext, input: DisableAccount) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let username = Username::typed(&input.username);
    let (found, done) = ctx.account_once(&username, AccountEventKind::DisableAccount).await?;
    if done {
        return Ok(Done {});
    }
    let account = found.ok_or(ProblemCode::NotFound)?;
    let by = ChangeContext::actor(&actor, ctx.now()).because(input.reason.trim());
    ctx.change_account(account.disable(by)?).await?;
    Ok(Done {})
}
