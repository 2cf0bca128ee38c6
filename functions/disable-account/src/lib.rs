//! The action `disable-account`.

use beian_contract::{problem::ProblemCode, request::DisableAccount, view::Done};
use beian_filing::account::{self, AccountEventKind, ChangeContext};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Close an account to its holder 停用账户.
///
/// Everybody who is signed in with it is signed out at once, and its holder is told why.
///
/// # Refusals
/// - `not-found` there is no such account
/// - `already-disabled` it is closed already
/// - `own-account` nobody closes their own: somebody must be left to open it
pub async fn disable_account(ctx: RequestContext, input: DisableAccount) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let username = account::canonical(&input.username);
    let (found, done) = ctx.account_once(&username, AccountEventKind::DisableAccount).await?;
    if done {
        return Ok(Done {});
    }
    let account = found.ok_or(ProblemCode::NotFound)?;
    if account.username == actor.account {
        return Err(ProblemCode::OwnAccount.into());
    }
    if account.disabled_at.is_some() {
        return Err(ProblemCode::AlreadyDisabled.into());
    }
    let by = ChangeContext::actor(&actor, ctx.now()).because(input.reason.trim());
    ctx.change_account(account.disable(by)).await?;
    Ok(Done {})
}
