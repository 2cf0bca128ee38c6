//! The action `recover-owner`.

use beian_contract::{problem::ProblemCode, request::RecoverOwner, view::Done};
use beian_filing::{
    account::{self, AccountEventKind, ChangeContext},
    history::Role,
    identifier::email,
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};
use beian_store::StoreError;

/// Start the recovery for an owner whose account one's access provider opened 代主办者找回密码 (§一.2).
///
/// The owner gives its provider the user name; the provider says how it knows who asks. The temporary password goes to the
/// owner's address, never to the provider. Where that address reaches nobody, the provider proposes another: it takes effect
/// after three days, unless who holds the old one objects, and only then a temporary password goes there. A second factor
/// stays as it is. All of it is in the account's history.
///
/// # Refusals
/// - `not-found` there is no such owner of this provider
/// - `too-many-requests` the place has asked too often
pub async fn recover_owner(ctx: RequestContext, input: RecoverOwner) -> ActionResult<Done> {
    let actor = ctx.actor().await?;
    let mut problems = Vec::new();
    problems.extend(account::reason_problem(&input.reason).map(|code| field("/reason", code)));
    let email = input.email.as_deref().map(str::trim).filter(|email| !email.is_empty());
    let wrong = email.and_then(account::email_problem);
    problems.extend(
        wrong.map(|code| field_with_suggestion("/email", code, email.and_then(email::suggest_correction))),
    );
    if !problems.is_empty() {
        return Err(ActionError::Malformed(problems));
    }
    let email = email.and_then(email::read);
    ctx.within(rate_limit::RECOVER).await?;
    let username = account::canonical(&input.username);
    let kinds = [AccountEventKind::RecoverOwner, AccountEventKind::ProposeEmail];
    let (found, done) = ctx.account_once_of(&username, &kinds).await?;
    let account = found
        .filter(|account| account.role == Role::Owner && account.disabled_at.is_none())
        .filter(|account| account.filed_by.as_deref().is_some_and(|filed_by| actor.works_for(filed_by)))
        .ok_or(ProblemCode::NotFound)?;
    if done {
        return Ok(Done {});
    }
    // An address that takes effect now, as a letter by post asked, is not pushed aside before it has.
    if account.awaited_email().is_some_and(|awaited| awaited.effective_at <= ctx.now()) {
        return Err(StoreError::Contended.into());
    }
    ctx.letter_to(email.as_deref().unwrap_or(&account.email), &actor).await?;
    let by = ChangeContext::actor(&actor, ctx.now()).because(input.reason.trim());
    let change = match email {
        Some(email) if !email.eq_ignore_ascii_case(&account.email) => account.propose_email(email, by),
        _ => account.recover_owner(by),
    };
    ctx.change_account(change).await?;
    Ok(Done {})
}
