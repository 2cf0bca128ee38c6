//! The action `recover-staff`.

use beian_contract::{problem::ProblemCode, request::RecoverStaff, view::Done};
use beian_filing::{
    account::AccountRefusal,
    account::{self, AccountEventKind, ChangeContext},
    history::Role,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Send staff a temporary password and take their second factor away 恢复工作人员账户.
///
/// For who lost password, phone and recovery codes, once the supervisor knows who asks. They are signed out everywhere, set
/// a password and set up a second factor again. The supervisor never sees either.
///
/// # Refusals
/// - `not-found` there is no such staff
/// - `account-closed` it is closed; it must be opened first
/// - `own-account` another supervisor does this
pub async fn recover_staff(ctx: RequestContext, input: RecoverStaff) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let username = account::canonical(&input.username);
    let (found, done) = ctx.account_once(&username, AccountEventKind::RecoverStaff).await?;
    if done {
        return Ok(Done {});
    }
    let account = found.filter(|account| account.role != Role::Owner).ok_or(ProblemCode::NotFound)?;
    if account.disabled_at.is_some() {
        return Err(AccountRefusal::AccountClosed.into());
    }
    if account.username == actor.account {
        return Err(ProblemCode::OwnAccount.into());
    }
    let by = ChangeContext::actor(&actor, ctx.now()).because(input.reason.trim());
    ctx.change_account(account.recover_staff(by)).await?;
    Ok(Done {})
}
