//! Begin a draft 开始备案.
//!
//! It is the owner's alone until it is submitted. The same command twice begins one draft.

use beian_contract::{request::StartFiling, view::FilingView};
use beian_filing::{filing::Filing, number::Reference};
use beian_kit::{Answer, Desk, Fault, token};

/// See the page above.
pub async fn start_filing(desk: Desk, input: StartFiling) -> Answer<FilingView> {
    let actor = desk.actor().await?;
    // Made of who asked and the command, so that asking again finds the same draft.
    let digest = token::digest(&format!("{} {}", actor.account, desk.command()));
    let id = digest.get(..32).unwrap_or_default().to_owned();
    let mut seed = [0; 8];
    seed.copy_from_slice(&digest.as_bytes()[32..40]);
    let prefix: [u8; 2] = desk
        .office()
        .rules()
        .reference_prefix
        .as_bytes()
        .try_into()
        .map_err(|_| Fault::Internal("the rules' reference prefix is not two letters".to_owned()))?;
    let reference = Reference::issue(prefix, seed);
    let step = Filing::start(id, reference.to_string(), input.kind, &desk.moment(&actor));
    desk.commit(step, &actor).await
}
