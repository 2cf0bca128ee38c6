//! The action `show-history`.

use beian_contract::{
    request::ShowHistory,
    view::{EventView, HistoryView},
};
use beian_filing::history::is_intact;
use beian_kit::{ActionResult, RequestContext};

/// Show everything that happened to a filing 历史.
///
/// The chain of hashes is followed on the way, and a break is said. Who of the staff saw what is private stands among it,
/// with the reason: whose data it is may know.
pub async fn show_history(ctx: RequestContext, input: ShowHistory) -> ActionResult<HistoryView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    let mut history = ctx.store().history(&input.filing_id).await?;
    // What happened since the filing was read is for the next answer; its hash would match nothing here.
    history.truncate(usize::try_from(loaded.value.events).unwrap_or(usize::MAX));
    let intact = is_intact(&history, &loaded.value.last_hash);
    let accesses = ctx.store().accesses(&input.filing_id).await?;
    Ok(HistoryView { items: EventView::history_of_filing(&history, &accesses, &loaded.actor), intact })
}
