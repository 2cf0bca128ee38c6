//! The action `show-history`.

use beian_contract::{
    request::ShowHistory,
    view::{EventView, HistoryView},
};
use beian_filing::history::is_intact;
use beian_kit::{ActionResult, RequestContext};

/// Show the history of a filing 历史.
///
/// The action verifies the chain of hashes and reports a break. The history includes the views of private data by staff
/// with their reasons, because the owner of the data has a right to know them.
pub async fn show_history(ctx: RequestContext, input: ShowHistory) -> ActionResult<HistoryView> {
    let loaded = ctx.load_filing(&input.filing_id).await?;
    let mut history = ctx.store().history(loaded.value.id).await?;
    // Events after the loaded version are left out, because their hashes do not lead to its last hash.
    history.truncate(usize::try_from(loaded.value.events).unwrap_or(usize::MAX));
    let intact = is_intact(&history, &loaded.value.last_hash);
    let accesses = ctx.store().accesses(loaded.value.id).await?;
    Ok(HistoryView { items: EventView::history_of_filing(&history, &accesses, &loaded.actor), intact })
}
