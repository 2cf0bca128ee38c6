//! The action `confirm-second-factor`.

use beian_contract::{problem::ProblemCode, request::ConfirmSecondFactor, view::RecoveryCodesView};
use beian_filing::{
    account::{HOURS, SecondFactor},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, second_factor, token};

/// Show that the second factor works 确认动态口令.
///
/// From here on it is asked for. The recovery codes are shown this once. Everybody else who is signed in with the account is
/// signed out.
///
/// # Refusals
/// - `no-proposal` nothing was begun
/// - `wrong-code` it is not the code of now
/// - `too-many-requests` it was tried too often
pub async fn confirm_second_factor(
    ctx: RequestContext,
    input: ConfirmSecondFactor,
) -> ActionResult<RecoveryCodesView> {
    let username = ctx.signed_in().await?.actor.account;
    // By session: a thief of another one makes nobody wait.
    let place = format!("proposed code {}", ctx.session_hash().unwrap_or_default());
    if let Some(seconds) = ctx.count(&place, &username, rate_limit::CODES_OF_SESSION).await? {
        return Err(ActionError::TooMany(seconds));
    }
    let account = ctx.store().account(&username).await?.ok_or(ProblemCode::NotSignedIn)?;
    let secret = account.proposed_factor.clone().ok_or(ProblemCode::NoProposal)?;
    let last_step =
        second_factor::step_of(&secret, 0, &input.code, ctx.now())?.ok_or(ProblemCode::WrongCode)?;
    let (codes, recovery) = second_factor::recovery_codes()?;
    let token = token::hex(&token::random::<32>()?);
    let session = ctx.new_session(&account);
    let factor = SecondFactor { secret, last_step, recovery };
    let change = account.confirm_second_factor(factor, token::digest(&token), session);
    // The codes of the first time are shown to nobody again.
    ctx.change_account(change).await?.ok_or(ProblemCode::NoProposal)?;
    ctx.set_session(&token, HOURS * 3600);
    Ok(RecoveryCodesView { codes })
}
