//! The action `keep-email`.

use beian_contract::{problem::ProblemCode, request::KeepEmail, view::Done};
use beian_filing::{account::AccountEventKind, identifier::Username, rate_limit};
use beian_kit::{ActionResult, RequestContext, token};

/// Keep the present email address although another one was proposed 保留原邮箱 (§一.2).
///
/// A notice to the present address brings the code. The holder of that address can object with it, signed in or not.
///
/// # Refusals
/// - `code-expired` the code is wrong, or the proposed address was dropped or has taken effect
/// - `too-many-requests` the client address or its network has tried too many codes
pub async fn keep_email(ctx: RequestContext, input: KeepEmail) -> ActionResult<Done> {
    ctx.within(rate_limit::REDEEM).await?;
    let username = Username::typed(&input.username);
    let digest = token::digest(input.code.trim());
    let (found, done) = ctx.account_once(&username, AccountEventKind::KeepEmail).await?;
    if done {
        return Ok(Done {});
    }
    let account = found
        .filter(|account| account.pending_email().is_some_and(|awaited| awaited.objection == digest))
        .ok_or(ProblemCode::CodeExpired)?;
    ctx.change_account(account.keep_email(ctx.now())).await?;
    Ok(Done {})
}
