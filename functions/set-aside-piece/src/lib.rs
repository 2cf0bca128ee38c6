//! The action `set-aside-piece`.

use beian_contract::{request::SetAsidePiece, view::PieceSummary};
use beian_filing::account;
use beian_kit::{Answer, Desk, Fault, field};

/// Put scanned post aside that belongs to no case 搁置邮件: advertising, post for somebody else, a test page.
///
/// It is not thrown away, and a clerk may still file it.
///
/// # Refusals
/// - `not-found` there is none
/// - `piece-filed` it is with its case
/// - `stale` somebody changed it meanwhile
pub async fn set_aside_piece(desk: Desk, input: SetAsidePiece) -> Answer<PieceSummary> {
    let held = desk.load_piece(&input.piece_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    let aside = held.it.set_aside(&input.reason, &held.actor.account)?;
    // Asked again, it lies where it was put.
    if held.it.state == aside.state {
        return Ok(PieceSummary::of(&held.it));
    }
    let held = held.at_version(input.version)?;
    desk.store().save_piece(&aside, held.it.version).await?;
    Ok(PieceSummary::of(&aside))
}
