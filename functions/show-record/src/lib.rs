//! The action `show-record`.

use beian_contract::{request::ShowRecord, view::RecordView};
use beian_kit::{ActionResult, RequestContext, Shown};

/// Show the record of an organizer 查看已备案信息: its sites, the providers that give them access, and its history.
///
/// The forms behind the record are shown with the filings. The action `look-up` shows the public part.
///
/// # Refusals
/// - `not-found` the record does not exist, or the reader may not see it
pub async fn show_record(ctx: RequestContext, input: ShowRecord) -> ActionResult<RecordView> {
    let loaded = ctx.load_record(&input.record_id).await?;
    loaded.value.view(&ctx, &loaded.actor).await
}
