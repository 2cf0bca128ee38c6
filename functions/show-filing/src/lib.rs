//! The action `show-filing`.

use beian_contract::{request::ShowFiling, view::FilingView};
use beian_kit::{Answer, Desk};

/// Show a filing, as far as its reader may see it 查看.
///
/// Where it stands, whose move it is and by when; what is missing; what its reader may do now.
pub async fn show_filing(desk: Desk, input: ShowFiling) -> Answer<FilingView> {
    let held = desk.load(&input.filing_id).await?;
    Ok(desk.view(&held.it, &held.actor))
}
