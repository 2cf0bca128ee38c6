//! Ask that what is on file be deregistered 注销: a site, or the organizer and everything below it.
//!
//! After approval it goes through the access provider online, or by post (§二.5). The owner gets a code by email and confirms with
//! it, the provider forwards, the bureau reviews. Only then the domain and the certificate are free; the numbers are never used
//! again, and the public record says so with the day. Until it is forwarded, either party may withdraw it.
//!
//! # Refusals
//! - `not-found` nothing is on file under it, or it is not the reader's
//! - `not-on-file` there is no such site
//! - `already-deregistered` it was done before
//! - `no-such-access` the provider does not serve it; where nobody does, the request goes by post
//! - `order-under-way` the organizer has another filing under way

use beian_contract::{request::Deregister, view::FilingView};
use beian_filing::{account, actor::Role, filing::Filing};
use beian_kit::{Answer, Desk, Fault, field};

/// See the page above.
pub async fn deregister(desk: Desk, input: Deregister) -> Answer<FilingView> {
    let held = desk.load_on_file(&input.record_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    let (id, reference) = desk.new_case(&held.actor)?;
    desk.not_begun(&id).await?;
    let provider = match held.actor.role {
        Role::Provider => held.actor.provider.clone(),
        _ => input.provider.or_else(|| held.it.a_provider(input.position).map(str::to_owned)),
    };
    let provider = provider.unwrap_or_default();
    // Of an organizer with several sites, one that the provider serves stands for all.
    let shown = input.position.or_else(|| held.it.a_site_of(&provider));
    let base = desk.base(held.it, shown, Some(&provider)).await?;
    let what = (input.position, provider);
    let moment = desk.moment(&held.actor);
    let step = Filing::ask_deregistration(id, reference.to_string(), what, &base, &input.reason, &moment)?;
    desk.commit(step, &held.actor).await
}
