//! The action `reorder-post`.

use beian_contract::{problem::ProblemCode, request::ReorderPost, view::PostBatch};
use beian_kit::{ActionResult, Loaded, RequestContext};

/// Put the pages of a stack in order that was scanned in another 按正确顺序重新整理.
///
/// A stack was fed back to front, or its odd and even pages apart: the codes on its pages say so, and all its letters are held. It is cut
/// once more in the order that the codes tell, in one transaction, and the letters file themselves as they would have. Asked again, those
/// file themselves that did not before.
///
/// # Refusals
/// - `not-found` there is no such stack
/// - `nothing-to-reorder` its pages are in order, or in none that is known
/// - `letters-dealt-with` a letter of it was filed or set aside: the pages stay as they are
/// - `stale` somebody changed it meanwhile
pub async fn reorder_post(ctx: RequestContext, input: ReorderPost) -> ActionResult<PostBatch> {
    let actor = ctx.actor().await?;
    let (batch, letters) =
        ctx.store().batch_with_letters(&input.batch_id).await?.ok_or(ProblemCode::NotFound)?;
    let (batch, letters) = if batch.is_reordered() {
        (batch, letters)
    } else {
        let loaded =
            Loaded { actor: actor.clone(), value: batch, repeated: false }.at_version(input.version)?;
        let reordered = loaded.value.reorder(&letters, ctx.now())?;
        ctx.store().save_reordered(&reordered).await?;
        (reordered.batch, reordered.letters)
    };
    let context = ctx.decision_by(&actor);
    let mut filed = Vec::new();
    for letter in letters {
        filed.push(ctx.app().file_by_code(letter, &context).await?);
    }
    // A try before this one may have filed them, and broken off before it said so.
    let told = batch.with_letters(&filed);
    if told.state == batch.state {
        return Ok(PostBatch::of(&batch));
    }
    ctx.store().save_batch(&told, Some(batch.version)).await?;
    Ok(PostBatch::of(&told))
}
