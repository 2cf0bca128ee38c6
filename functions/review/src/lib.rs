//! Decide a filing 审核.
//!
//! Approve, and the numbers are issued from the year's next sequence number; or return it to the owner or to
//! the access provider, each field with its reason and what helps (§二.1). Pre-approval content is held until
//! the authority's document is there (§四.1).
//!
//! # Refusals
//! - `not-under-review` it is not the bureau's move
//! - `reasons-missing` a return without reasons, or for fields that do not exist
//! - `pre-approval-missing` the authority's document is not there yet
//! - `numbers-exhausted` the year has no number left

use beian_contract::{request::Review, view::FilingView};
use beian_filing::calendar::local_date;
use beian_kit::{Answer, Desk};
use beian_store::Wanted;

/// See the page above.
pub async fn review(desk: Desk, input: Review) -> Answer<FilingView> {
    let year = local_date(desk.now()).year();
    let wanted = Wanted { year: Some(year), ..Wanted::default() };
    let held = desk.load_with(&input.filing_id, wanted).await?.at_version(input.version)?;
    let moment = desk.moment(&held.actor);
    let step = match input.decision.returns_to() {
        None => held.filing.approve(held.last_number + 1, moment.rules.abbreviation, &moment)?,
        Some(party) => held.filing.return_from_review(party, input.reasons, &moment)?,
    };
    desk.commit(step, &held.actor).await
}
