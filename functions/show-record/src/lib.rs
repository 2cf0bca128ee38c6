//! The action `show-record`.

use beian_contract::{request::ShowRecord, view::OnFileView};
use beian_kit::{Answer, Desk};

/// What is on file under an organizer's number 查看已备案信息: its sites, who gives each access, and what happened since.
///
/// The forms behind it are seen with the filings. What the public may know, `look-up` tells.
///
/// # Refusals
/// - `not-found` nothing is on file under it, or it is not the reader's
pub async fn show_record(desk: Desk, input: ShowRecord) -> Answer<OnFileView> {
    let held = desk.load_on_file(&input.record_id).await?;
    desk.file_view(&held.it, &held.actor).await
}
