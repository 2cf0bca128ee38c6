//! The action `list-post`.

use beian_contract::{
    request::ListPost,
    view::{PostFile, PostFileList},
};
use beian_kit::{Answer, Desk};

/// The files of scanned post that one uploaded 收件扫描文件, the newest first, and what became of each.
pub async fn list_post(desk: Desk, input: ListPost) -> Answer<PostFileList> {
    let actor = desk.actor().await?;
    let page = desk.store().scanned_by(&actor.account, input.cursor.as_deref()).await?;
    Ok(PostFileList { items: page.items.iter().map(PostFile::of).collect(), next_cursor: page.next })
}
