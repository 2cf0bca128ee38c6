//! The action `list-unmatched`.

use beian_contract::{
    request::ListUnmatched,
    view::{LetterList, LetterSummary},
};
use beian_kit::{ActionResult, RequestContext};

/// List the scanned letters without a case 待归卷邮件, the oldest first, each with the reason.
pub async fn list_unmatched(ctx: RequestContext, input: ListUnmatched) -> ActionResult<LetterList> {
    ctx.actor().await?;
    let page = ctx.store().unmatched(input.cursor.as_deref()).await?;
    Ok(LetterList { items: page.items.iter().map(LetterSummary::of).collect(), next_cursor: page.next })
}
