//! The action `show-history`.

use beian_contract::{
    request::ShowHistory,
    view::{EventView, HistoryView},
};
use beian_filing::history::is_intact;
use beian_kit::{Answer, Desk};

/// Show everything that happened to a filing 历史.
///
/// The chain of hashes is followed on the way, and a break is said. Who of the staff saw what is private stands among it,
/// with the reason: whose data it is may know.
pub async fn show_history(desk: Desk, input: ShowHistory) -> Answer<HistoryView> {
    let held = desk.load(&input.filing_id).await?;
    let mut history = desk.store().history(&input.filing_id).await?;
    // What happened since the filing was read is for the next answer; its hash would match nothing here.
    history.truncate(usize::try_from(held.it.events).unwrap_or(usize::MAX));
    let intact = is_intact(&history, &held.it.head);
    let accesses = desk.store().accesses(&input.filing_id).await?;
    Ok(HistoryView { items: EventView::history_of_filing(&history, &accesses, &held.actor), intact })
}
