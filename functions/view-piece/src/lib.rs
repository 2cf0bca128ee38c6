//! The action `view-piece`.

use beian_contract::{
    request::ViewPiece,
    view::{PieceSummary, PieceView, StackView},
};
use beian_filing::{
    history::AccessEvent,
    paper::{PieceState, Why},
};
use beian_kit::{Answer, Desk};
use beian_store::Watched;

/// See the pages of scanned post 查看邮件, by addresses that serve for a minute.
///
/// Clerks sort what lies before them on paper too; who looked is written down before the addresses are given.
///
/// # Refusals
/// - `not-found` there is none
pub async fn view_piece(desk: Desk, input: ViewPiece) -> Answer<PieceView> {
    let held = desk.load_piece(&input.piece_id).await?;
    let piece = held.it;
    let access = AccessEvent::ViewScan { document: None, reason: None };
    desk.note_access(Watched::Post(&piece.file), access, &held.actor).await?;
    let papers = piece.papers();
    let sheets = papers.pages.iter().map(|sheet| desk.sheet_view(&papers, sheet)).collect();
    let stack = match piece.state {
        PieceState::Waiting { why: Why::WrongOrder } => desk.store().scanned(&piece.file).await?,
        _ => None,
    };
    let stack = stack.as_ref().and_then(StackView::of);
    Ok(PieceView { summary: PieceSummary::of(&piece), sheets, stack })
}
