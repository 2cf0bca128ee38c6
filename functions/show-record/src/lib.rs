//! The action `show-record`.

use beian_contract::{request::ShowRecord, view::RecordView};
use beian_kit::{ActionResult, RequestContext};

/// What is on file under an organizer's number 查看已备案信息: its sites, who gives each access, and what happened since.
///
/// The forms behind it are seen with the filings. What the public may know, `look-up` tells.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
pub async fn show_record(ctx: RequestContext, input: ShowRecord) -> ActionResult<RecordView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    ctx.record_view(&loaded.value, &loaded.actor).await
}
