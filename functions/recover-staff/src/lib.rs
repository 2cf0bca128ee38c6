//! The action `recover-staff`.

use beian_contract::{problem::ProblemCode, request::RecoverStaff, view::Done};
use beian_filing::{
    account::AccountRefusal,
    account::{self, AccountEventKind, By},
    history::Role,
};
use beian_kit::{Answer, Desk, Fault, field};

/// Send staff a temporary password and take their second factor away 恢复工作人员账户.
///
/// For who lost password, phone and recovery codes, once the supervisor knows who asks. They are signed out everywhere, set
/// a password and set up a second factor again. The supervisor never sees either.
///
/// # Refusals
/// - `not-found` there is no such staff
/// - `account-closed` it is closed; it must be opened first
/// - `own-account` another supervisor does this
pub async fn recover_staff(desk: Desk, input: RecoverStaff) -> Answer<Done> {
    let actor = desk.actor().await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    let username = account::canonical(&input.username);
    let (found, done) = desk.account_once(&username, AccountEventKind::RecoverStaff).await?;
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
    let by = By::actor(&actor, desk.now()).because(input.reason.trim());
    desk.change_account(account.recover_staff(by)).await?;
    Ok(Done {})
}
