//! The action `deregister`.

use beian_contract::{request::Deregister, view::FilingView};
use beian_kit::{ActionResult, RequestContext};

/// Ask that what is on file be deregistered 注销: a site, or the organizer and everything below it.
///
/// After approval it goes through the access provider online, or by post (§二.5). The owner gets a code by email and confirms with
/// it, the provider forwards, the bureau reviews. Only then the domain and the certificate are free; the numbers are never used
/// again, and the public record says so with the day. Until it is forwarded, either party may withdraw it.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
/// - `not-on-file` there is no such site
/// - `already-deregistered` it was done before
/// - `no-such-access` the provider does not serve it; where nobody does, the request goes by post
/// - `order-under-way` the organizer has another filing under way
pub async fn deregister(ctx: RequestContext, input: Deregister) -> ActionResult<FilingView> {
    let (step, actor) = ctx.ask_deregistration(&input).await?;
    ctx.commit(step, &actor).await
}
