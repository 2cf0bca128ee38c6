//! The action `list-undelivered`.

use beian_contract::{
    request::ListUndelivered,
    view::{UndeliveredList, UndeliveredView},
};
use beian_kit::{ActionResult, RequestContext};
use beian_store::delivery::can_be_sent_again;

/// List the notices that did not arrive 未送达的通知.
///
/// A notice is listed if its attempts were given up, if it was rejected or bounced, if the recipient complained, or if its address is
/// suppressed. Email addresses are masked. Each entry names the account or the filing of the notice, so that the bureau can call the
/// recipient.
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
