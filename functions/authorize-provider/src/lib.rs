//! The action `authorize-provider`.

use beian_contract::{request::AuthorizeProvider, view::AuthorizedView};
use beian_filing::{filing::FilingRefusal, identifier::ProviderId};
use beian_kit::{ActionResult, RequestContext, Shown, token};

/// Authorize an access provider to begin one filing about a site that it does not serve 授权 (§二.3).
///
/// An owner may have chosen the wrong provider, or may change the provider. The owner sees the code once and gives it to the right
/// provider, which begins the filing with it. A message asks the present provider of the site to cancel its access. The code is valid
/// for thirty days, for one filing and for this provider only, and the owner may revoke it. An authorization without a site is for a new
/// site of the organizer.
///
/// # Refusals
/// - `not-found` the record does not exist or belongs to another owner
/// - `not-on-file` the record has no such site
/// - `already-deregistered` the site or its organizer is deregistered
/// - `access-on-file` the provider already serves the site or, if the request names no site, any site of the organizer
/// - `unknown-provider` the access provider does not exist
/// - `too-many-authorizations` the record already has the largest allowed number of open authorizations
/// - `stale` the record was changed meanwhile
pub async fn authorize_provider(
    ctx: RequestContext,
    input: AuthorizeProvider,
) -> ActionResult<AuthorizedView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    if loaded.repeated {
        let record = loaded.value.view(&ctx, &loaded.actor).await?;
        return Ok(AuthorizedView { code: None, record });
    }
    let loaded = loaded.at_version(input.version)?;
    let provider = ProviderId::parse(&input.provider).map_err(|_| FilingRefusal::UnknownProvider)?;
    if ctx.store().provider(&provider).await?.is_none() {
        return Err(FilingRefusal::UnknownProvider.into());
    }
    let code = token::readable(&token::random::<16>()?, 5);
    let id = token::hex(&token::random::<8>()?);
    let digest = token::digest(&code);
    let context = ctx.decision_by(&loaded.actor);
    let step = loaded.value.authorize(&provider, input.position, id.clone(), digest, &context)?;
    let record = ctx.commit(step, &loaded.actor).await?;
    // Of two simultaneous requests with one command, only one is stored. The code of the other one is not valid, so it is not shown.
    let kept = record.authorizations.iter().any(|known| known.id == id);
    Ok(AuthorizedView { code: kept.then_some(code), record })
}
