//! Deregister what an approved filing put on file 注销.
//!
//! After approval the access provider does it online (§二.5). The domain and the certificate are free, the
//! numbers are never used again, the public record says so with the day. TODO(#5): the other roads.
//!
//! # Refusals
//! - `not-on-file` nothing was approved yet
//! - `already-deregistered` it was done before
//! - `no-such-access` the provider has cancelled its access, so it is no longer its to do

use beian_contract::{request::Deregister, view::FilingView};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn deregister(desk: Desk, input: Deregister) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let file = match held.filing.state.organizer_number() {
        Some(number) => desk.store().on_file(number).await?,
        None => None,
    };
    let step = held.filing.deregister(file, &desk.moment(&held.actor))?;
    desk.commit(step, &held.actor).await
}
