//! The action `show-request`.

use beian_contract::{request::ShowRequest, view::RequestView};
use beian_kit::{ActionResult, RequestContext};

/// See a paper request 查看邮寄申请, with what came, what is missing, and the filings that its papers are compared with.
///
/// # Refusals
/// - `not-found` there is none
pub async fn show_request(ctx: RequestContext, input: ShowRequest) -> ActionResult<RequestView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    ctx.request_view(&loaded.value, &loaded.actor).await
}
