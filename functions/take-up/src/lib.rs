//! The action `take-up`.

use beian_contract::{request::TakeUp, view::FilingView};
use beian_kit::{Answer, Desk};

/// Take a filing up 领办: from then on no other reviewer decides it. It stays with them when it comes back amended.
///
/// # Refusals
/// - `not-under-review` it is not the bureau's move
/// - `own-work` who filed, corrected or amended it, or owns it, does not decide it
/// - `taken-up` somebody has it already
pub async fn take_up(desk: Desk, input: TakeUp) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?.at_version(input.version)?;
    let step = held.it.take_up(&desk.moment(&held.actor))?;
    desk.commit(step, &held.actor).await
}
