//! The action `recover-staff`.

use beian_contract::{problem::ProblemCode, request::RecoverStaff, view::Done};
use beian_filing::{
    account::{self, AccountEventKind, ChangeContext},
    history::Role,
    identifier::Username,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Send staff a temporary password and remove their second factor 恢复工作人员账户.
///
/// The action serves staff who lost the password, the phone and the recovery codes, after the supervisor has identified
/// them. All their sessions end. They set a new password and a new second factor, and the supervisor sees neither.
///
/// # Refusals
/// - `not-found` no staff account has this user name
/// - `account-disabled` the account is disabled and must be enabled first
/// - `own-account` the account is the supervisor's own, so another supervisor must recover it
pub async fn recover_staff(ctx: RequestContext, input: RecoverStaff) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let username = Username::typed(&input.username);
    let (found, done) = ctx.account_once(&username, AccountEventKind::RecoverStaff).await?;
    if done {
        return Ok(Done {});
    }
    let account = found.filter(|account| account.role != Role::Owner).ok_or(ProblemCode::NotFound)?;
    let by = ChangeContext::actor(&actor, ctx.now()).because(input.reason.trim());
    ctx.change_account(account.recover_staff(by)?).await?;
    Ok(Done {})
}
