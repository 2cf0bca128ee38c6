//! The action `show-request`.

use beian_contract::{request::ShowRequest, view::RequestView};
use beian_kit::{Answer, Desk};

/// See a paper request 查看邮寄申请, with what came, what is missing, and the filings that its papers are compared with.
///
/// # Refusals
/// - `not-found` there is none
pub async fn show_request(desk: Desk, input: ShowRequest) -> Answer<RequestView> {
    let held = desk.load_request(&input.request_id).await?;
    desk.request_view(&held.it, &held.actor).await
}
