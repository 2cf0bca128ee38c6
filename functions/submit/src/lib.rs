//! Submit a draft to the access provider 提交.
//!
//! From here the provider has the next move, and only the provider may correct what was written (§二.2).
//! The domain and the organizer's certificate are held from now on: two filings can never both win.
//!
//! # Refusals
//! - `not-draft` it was submitted before
//! - `form-incomplete` fields are wrong or missing, all of them named
//! - `documents-missing` scans are missing, all of them named
//! - `domain-taken`, `certificate-taken` with the kind of conflict (§三)

use beian_contract::{request::Submit, view::FilingView};
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn submit(desk: Desk, input: Submit) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let step = held.filing.submit(&desk.moment(&held.actor))?;
    desk.commit(step, &held.actor).await
}
