//! The action `list-post`.

use beian_contract::{
    request::ListPost,
    view::{PostBatch, PostBatchList},
};
use beian_kit::{ActionResult, RequestContext};

/// List the scan batches that the actor uploaded 收件扫描文件, the newest first, each with its status.
pub async fn list_post(ctx: RequestContext, input: ListPost) -> ActionResult<PostBatchList> {
    let actor = ctx.actor().await?;
    let page = ctx.store().batches_of(&actor.account, input.cursor.as_deref()).await?;
    Ok(PostBatchList { items: page.items.iter().map(PostBatch::of).collect(), next_cursor: page.next })
}
