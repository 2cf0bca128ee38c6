//! The action `start-filing`.

use beian_contract::{request::StartFiling, view::FilingView};
use beian_filing::{history::Role, rate_limit};
use beian_kit::{ActionError, ActionResult, RequestContext};

/// Begin a draft 开始备案.
///
/// It is its writer's alone until it is submitted. A first filing is begun by its owner, or by the access provider that opened the
/// owner's account; whatever is about what is on file, another
/// site, another access or other facts, by its owner too, or by a provider that serves one of its sites (§二.3, §二.6).
/// The same command twice begins one draft.
///
/// # Refusals
/// - `not-found` the provider opened no account of this name
/// - `not-on-file` nothing is on file under this number, or no such site: what is new begins with a first filing
/// - `already-deregistered` it is no longer on file
/// - `no-such-access` the provider serves none of its sites, or for a change not this one
/// - `access-on-file` the provider serves the site already
/// - `code-expired` the provider's authorization is wrong, used, revoked or too old
/// - `too-many-requests` the place has tried too many codes, or the owner begun too many drafts today
pub async fn start_filing(ctx: RequestContext, input: StartFiling) -> ActionResult<FilingView> {
    let (step, actor) = ctx.begin(&input).await?;
    if actor.role == Role::Owner
        && let Some(seconds) = ctx.count("drafts", &actor.account, rate_limit::DRAFTS_OF_OWNER).await?
    {
        return Err(ActionError::TooMany(seconds));
    }
    ctx.commit(step, &actor).await
}
