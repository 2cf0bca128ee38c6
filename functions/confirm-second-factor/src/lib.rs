//! The action `confirm-second-factor`.

use beian_contract::{problem::ProblemCode, request::ConfirmSecondFactor, view::RecoveryCodesView};
use beian_filing::{
    account::{SESSION_HOURS, SecondFactor},
    rate_limit,
};
use beian_kit::{ActionError, ActionResult, RequestContext, second_factor, token};

/// Confirm the proposed second factor with a code 确认动态口令.
///
/// Every later sign-in asks for the second factor. Only this answer shows the recovery codes. Every other session of the account ends.
///
/// # Refusals
/// - `no-proposal` the account has no proposed second factor
/// - `wrong-code` the code is not the current one
/// - `too-many-requests` the session has tried too many codes
pub async fn confirm_second_factor(
    ctx: RequestContext,
    input: ConfirmSecondFactor,
) -> ActionResult<RecoveryCodesView> {
    let username = ctx.signed_in().await?.actor.account;
    // The counter belongs to the session, so that a thief with another session does not make the holder wait.
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
    // A repeated command cannot show the recovery codes again, because only their digests are stored.
    ctx.change_account(change).await?.ok_or(ProblemCode::NoProposal)?;
    ctx.set_session(&token, SESSION_HOURS * 3600);
    Ok(RecoveryCodesView { codes })
}
