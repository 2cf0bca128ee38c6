//! The action `recover-owner`.

use beian_contract::{problem::ProblemCode, request::RecoverOwner, view::Done};
use beian_filing::{
    account::{self, AccountEventKind, ChangeContext},
    history::Role,
    identifier::{Username, email},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, field, field_with_suggestion};
use beian_store::StoreError;

/// Start the recovery of an owner's account by the access provider that opened it 代主办者找回密码 (§一.2).
///
/// The owner gives the provider the user name, and the provider states how it identified the owner. The temporary
/// password goes to the owner's address and never to the provider. The provider may propose another address if no
/// message reaches the present one. The proposed address takes effect after three days, unless the holder of the
/// present address objects, and gets a temporary password only then. The second factor stays as it is. The account's
/// history records each of these steps.
///
/// # Refusals
/// - `not-found` the provider opened no such account, or the account is disabled
/// - `too-many-requests` the network asked too often, or today's messages to the address or by the provider's account are used up
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
    let email = email.and_then(email::canonical_email);
    ctx.within(rate_limit::RECOVER).await?;
    let username = Username::typed(&input.username);
    let kinds = [AccountEventKind::RecoverOwner, AccountEventKind::ProposeEmail];
    let (found, done) = ctx.account_once_of(&username, &kinds).await?;
    let account = found
        .filter(|account| account.role == Role::Owner && account.disabled_at.is_none())
        .filter(|account| account.opened_by.as_ref().is_some_and(|provider| actor.works_for(provider)))
        .ok_or(ProblemCode::NotFound)?;
    if done {
        return Ok(Done {});
    }
    // A proposed address that is due, such as the address from a paper request, takes effect before another proposal
    // replaces it.
    if account.pending_email().is_some_and(|awaited| awaited.effective_at <= ctx.now()) {
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
