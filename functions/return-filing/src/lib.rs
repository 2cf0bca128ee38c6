//! The action `return-filing`.

use beian_contract::{request::ReturnFiling, view::FilingView};
use beian_kit::{Answer, Desk};

/// Return a filing from its provider to its owner 退回.
///
/// Each field that must change is named with the reason and what helps. The owner may then edit freely.
///
/// # Refusals
/// - `not-with-provider` it is somebody else's move
/// - `reasons-missing` a return without reasons, or for fields that do not exist
pub async fn return_filing(desk: Desk, input: ReturnFiling) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let step = held.it.return_to_draft(input.reasons, &desk.moment(&held.actor))?;
    desk.commit(step, &held.actor).await
}
