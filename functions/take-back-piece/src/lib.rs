//! Take scanned post back from a paper request that it was filed with by mistake 取回归错的邮件.
//!
//! It waits again, and what only its pages proved has not come. A request that is decided keeps what it was decided by, and a
//! verification sheet stays with its filing: what is wrong there, the reviewer returns.
//!
//! # Refusals
//! - `not-found` there is none
//! - `not-with-request` it is with no paper request
//! - `request-decided` the paper request was decided before
//! - `stale` somebody changed it meanwhile

use beian_contract::{problem::ProblemCode, request::TakeBackPiece, view::PieceSummary};
use beian_filing::{
    account,
    intake::{PieceState, Why},
};
use beian_kit::{Answer, Desk, Fault, field};

/// See the page above.
pub async fn take_back_piece(desk: Desk, input: TakeBackPiece) -> Answer<PieceSummary> {
    let held = desk.load_piece(&input.piece_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(Fault::Malformed(vec![field("/reason", code)]));
    }
    // Asked again, it waits already.
    if held.it.state == (PieceState::Waiting { why: Why::TakenBack }) {
        return Ok(PieceSummary::of(&held.it));
    }
    let request = held.it.request()?.to_owned();
    let held = held.at_version(input.version)?;
    let request = desk.store().request(&request).await?.ok_or(ProblemCode::NotFound)?;
    let step = request.give_back(&held.it.id, &input.reason, &desk.moment(&held.actor))?;
    let waiting = held.it.waiting(Why::TakenBack);
    desk.store().commit_request_with(step, Some(&waiting), desk.command()).await?;
    Ok(PieceSummary::of(&waiting))
}
