//! Begin a draft 开始备案.
//!
//! It is the owner's alone until it is submitted. The same command twice begins one draft.

use beian_contract::{request::StartFiling, view::FilingView};
use beian_filing::filing::Filing;
use beian_kit::{Answer, Desk};

/// See the page above.
pub async fn start_filing(desk: Desk, input: StartFiling) -> Answer<FilingView> {
    let actor = desk.actor().await?;
    let (id, reference) = desk.new_case(&actor)?;
    let step = Filing::start(id, reference.to_string(), input.kind, &desk.moment(&actor));
    desk.commit(step, &actor).await
}
