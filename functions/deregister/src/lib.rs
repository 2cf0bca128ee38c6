//! The action `deregister`.

use beian_contract::{request::Deregister, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Request the deregistration 注销 of a site, or of an organizer and all its sites.
///
/// The owner of a record requests a deregistration through the access provider online, or by post (§二.5). The owner confirms the
/// online request with a code from an email, the provider forwards it, and the bureau reviews it. Only an approval frees the domains
/// and, for an organizer, the certificate. The filing numbers are never used again, and the public record shows the day of the
/// deregistration. Either party may withdraw the request before the provider forwards it, or after the bureau returns it.
///
/// # Refusals
/// - `not-found` the record does not exist, or the actor may not see it
/// - `not-on-file` the record has no such site
/// - `already-deregistered` the site or its organizer is deregistered
/// - `no-such-access` the provider does not serve the site; a request about a site without access goes by post
/// - `filing-under-way` the organizer has another filing under way
pub async fn deregister(ctx: RequestContext, input: Deregister) -> ActionResult<FilingView> {
    let (step, actor) = ctx.ask_deregistration(&input).await?;
    ctx.commit(step, &actor).await
}
