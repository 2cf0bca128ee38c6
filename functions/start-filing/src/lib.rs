//! The action `start-filing`.

use beian_contract::{request::StartFiling, view::FilingView};
use beian_filing::{history::Role, rate_limit};
use beian_kit::{ActionError, ActionResult, RequestContext};

/// Begin a draft 开始备案.
///
/// Only its writer edits a draft until the draft is submitted. An owner begins a first filing, or the access provider
/// that opened the owner's account begins it. A filing about a record adds a site, adds an access or changes facts. The
/// owner begins such a filing, or a provider that serves a site of the record or has an authorization code of the owner
/// (§二.3, §二.6). A repeated command begins no second draft.
///
/// # Refusals
/// - `not-found` the provider opened no account with this user name
/// - `not-on-file` the record or its site does not exist, or the reader may not see it; a new organizer begins with a first filing
/// - `already-deregistered` the site or organizer is deregistered
/// - `no-such-access` the provider lacks the access or the authorization for this filing, or no provider serves what the owner changes
/// - `access-on-file` the provider already serves the site
/// - `code-expired` the provider's authorization code is wrong, used, revoked or expired
/// - `too-many-requests` the address or its network tried too many codes, or the owner began too many drafts today
pub async fn start_filing(ctx: RequestContext, input: StartFiling) -> ActionResult<FilingView> {
    let (step, actor) = ctx.begin(&input).await?;
    if actor.role == Role::Owner
        && let Some(seconds) = ctx.count("drafts", &actor.account, rate_limit::DRAFTS_OF_OWNER).await?
    {
        return Err(ActionError::TooMany(seconds));
    }
    ctx.commit(step, &actor).await
}
