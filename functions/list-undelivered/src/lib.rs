//! The action `list-undelivered`.

use beian_contract::{
    request::ListUndelivered,
    view::{UndeliveredList, UndeliveredView},
};
use beian_kit::{ActionResult, RequestContext};
use beian_store::delivery::can_be_sent_again;

/// Letters that did not arrive 未送达的通知: given up, bounced, complained of, or not sent because the address takes none.
///
/// Addresses are masked. What is about an account or a filing is named, so that somebody can be called.
pub async fn list_undelivered(ctx: RequestContext, input: ListUndelivered) -> ActionResult<UndeliveredList> {
    ctx.actor().await?;
    let page = ctx.store().undelivered(input.cursor.as_deref(), ctx.now()).await?;
    let addresses: Vec<&str> = page.items.iter().map(|letter| letter.address.as_str()).collect();
    let loaded = ctx.store().suppressed(&addresses).await?;
    let items = page.items.iter().map(|letter| {
        let resendable = can_be_sent_again(letter, ctx.now());
        UndeliveredView::of(letter, loaded.contains(&letter.address), resendable)
    });
    Ok(UndeliveredList { items: items.collect(), next_cursor: page.next })
}
