//! The action `remove-second-factor`.

use beian_contract::{problem::ProblemCode, request::RemoveSecondFactor, view::Done};
use beian_filing::account::SHORTEST_ALONE;
use beian_kit::{ActionResult, RequestContext, password};

/// Remove the second factor 停用动态口令. Only owners may remove it, because staff must have one.
///
/// # Refusals
/// - `wrong-password` the password is wrong
/// - `no-proposal` the account has no second factor
/// - `password-too-short` the password is too short to protect the account alone
/// - `too-many-requests` too many passwords were tried in this session or from the address or its network
pub async fn remove_second_factor(ctx: RequestContext, input: RemoveSecondFactor) -> ActionResult<Done> {
    let long_enough = input.password.reveal().chars().count() >= SHORTEST_ALONE;
    let (_, account) = password::confirmed(&ctx, input.password).await?;
    let own = ctx.session_hash().ok_or(ProblemCode::NotSignedIn)?;
    if account.second_factor.is_none() {
        return Err(ProblemCode::NoProposal.into());
    }
    if !long_enough {
        return Err(ProblemCode::PasswordTooShort.into());
    }
    ctx.change_account(account.remove_second_factor(own, ctx.now())).await?;
    Ok(Done {})
}
