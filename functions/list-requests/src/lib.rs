//! The action `list-requests`.

use beian_contract::{
    request::ListRequests,
    view::{RequestList, RequestSummary},
};
use beian_kit::{Answer, Desk};

/// Paper requests that wait 待办邮寄申请: what can be decided first, by its day; then what waits for another envelope.
pub async fn list_requests(desk: Desk, input: ListRequests) -> Answer<RequestList> {
    desk.actor().await?;
    let page = desk.store().requests(input.cursor.as_deref()).await?;
    let line = |request| RequestSummary::of(request, desk.calendar(), desk.now());
    Ok(RequestList { items: page.items.iter().map(line).collect(), next_cursor: page.next })
}
