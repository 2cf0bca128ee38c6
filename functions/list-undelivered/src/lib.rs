//! The action `list-undelivered`.

use beian_contract::{
    request::ListUndelivered,
    view::{UndeliveredList, UndeliveredView},
};
use beian_kit::{Answer, Desk};
use beian_store::delivery::can_be_sent_again;

/// Letters that did not arrive 未送达的通知: given up, bounced, complained of, or not sent because the address takes none.
///
/// Addresses are masked. What is about an account or a filing is named, so that somebody can be called.
pub async fn list_undelivered(desk: Desk, input: ListUndelivered) -> Answer<UndeliveredList> {
    desk.actor().await?;
    let page = desk.store().undelivered(input.cursor.as_deref(), desk.now()).await?;
    let addresses: Vec<&str> = page.items.iter().map(|letter| letter.address.as_str()).collect();
    let held = desk.store().suppressed(&addresses).await?;
    let items = page.items.iter().map(|letter| {
        let resendable = can_be_sent_again(letter, desk.now());
        UndeliveredView::of(letter, held.contains(&letter.address), resendable)
    });
    Ok(UndeliveredList { items: items.collect(), next_cursor: page.next })
}
