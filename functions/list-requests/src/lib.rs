//! The action `list-requests`.

use beian_contract::{
    request::ListRequests,
    view::{RequestList, RequestSummary},
};
use beian_kit::{ActionResult, RequestContext};

/// List the open paper requests 待办邮寄申请.
///
/// Requests that can be decided come first, by their due day. Requests that await another envelope follow.
pub async fn list_requests(ctx: RequestContext, input: ListRequests) -> ActionResult<RequestList> {
    ctx.actor().await?;
    let page = ctx.store().requests(input.cursor.as_deref()).await?;
    let line = |request| RequestSummary::of(request, ctx.calendar(), ctx.now());
    Ok(RequestList { items: page.items.iter().map(line).collect(), next_cursor: page.next })
}
