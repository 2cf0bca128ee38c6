//! The action `show-request`.

use beian_contract::{request::ShowRequest, view::RequestView};
use beian_kit::{ActionResult, RequestContext, Shown};

/// Show a paper request 查看邮寄申请 with its received and missing evidence, and the filings to compare its papers with.
///
/// # Refusals
/// - `not-found` the paper request does not exist
pub async fn show_request(ctx: RequestContext, input: ShowRequest) -> ActionResult<RequestView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    loaded.value.view(&ctx, &loaded.actor).await
}
