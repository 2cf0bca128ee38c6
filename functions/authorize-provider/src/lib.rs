//! The action `authorize-provider`.

use beian_contract::{request::AuthorizeProvider, view::AuthorizedView};
use beian_filing::filing::FilingRefusal;
use beian_kit::{ActionResult, RequestContext, token};

/// Let a provider that does not serve a site begin one filing about it 授权 (§二.3).
///
/// The owner chose the wrong provider, or changes it. It gets a code, once, and tells it to the right one, which begins the filing
/// with it; the one that serves the site now is asked by email to cancel its access. The code serves once, for thirty days, and only that
/// provider; the owner can take it back.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
/// - `not-on-file` there is no such site
/// - `already-deregistered` it is no longer on file
/// - `access-on-file` the provider serves it already
/// - `unknown-provider` there is no such access provider
/// - `too-many-authorizations` as many are open as may be
/// - `stale` somebody changed it meanwhile
pub async fn authorize_provider(
    ctx: RequestContext,
    input: AuthorizeProvider,
) -> ActionResult<AuthorizedView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    if loaded.repeated {
        let record = ctx.record_view(&loaded.value, &loaded.actor).await?;
        return Ok(AuthorizedView { code: None, record });
    }
    let loaded = loaded.at_version(input.version)?;
    if ctx.store().provider(&input.provider).await?.is_none() {
        return Err(FilingRefusal::UnknownProvider.into());
    }
    let code = token::readable(&token::random::<16>()?, 5);
    let id = token::hex(&token::random::<8>()?);
    let what = (input.provider.as_str(), input.position);
    let step =
        loaded.value.authorize(what, (id.clone(), token::digest(&code)), &ctx.decision_by(&loaded.actor))?;
    let record = ctx.commit_file(step, &loaded.actor).await?;
    // Asked twice in the same moment, only what was kept serves.
    let kept = record.authorizations.iter().any(|known| known.id == id);
    Ok(AuthorizedView { code: kept.then_some(code), record })
}
