//! The action `list-unmatched`.

use beian_contract::{
    request::ListUnmatched,
    view::{PieceList, PieceSummary},
};
use beian_kit::{Answer, Desk};

/// Scanned post that did not find its case 待归卷邮件, the oldest first, and why each waits.
pub async fn list_unmatched(desk: Desk, input: ListUnmatched) -> Answer<PieceList> {
    desk.actor().await?;
    let page = desk.store().unmatched(input.cursor.as_deref()).await?;
    Ok(PieceList { items: page.items.iter().map(PieceSummary::of).collect(), next_cursor: page.next })
}
