//! The action `reorder-post`.

use beian_contract::{problem::ProblemCode, request::ReorderPost, view::PostBatch};
use beian_kit::{ActionResult, Loaded, RequestContext};

/// Put the pages of a stack into the right order 按正确顺序重新整理.
///
/// A stack may be scanned back to front, or its odd and even pages apart. The codes on the pages reveal the right
/// order, and all letters of the stack wait. The action cuts the stack again in the right order, in one transaction,
/// and each letter is filed automatically as usual. A repeated request files the letters that an earlier one did not
/// reach.
///
/// # Refusals
/// - `not-found` the scan batch does not exist
/// - `nothing-to-reorder` the pages are in order, or their right order is unknown
/// - `letters-dealt-with` a letter of the scan batch was filed or set aside, so the pages stay as they are
/// - `stale` the scan batch changed meanwhile
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
    // An earlier try may have filed the letters and stopped before it saved the scan batch.
    let told = batch.with_letters(&filed);
    if told.state == batch.state {
        return Ok(PostBatch::of(&batch));
    }
    ctx.store().save_batch(&told, Some(batch.version)).await?;
    Ok(PostBatch::of(&told))
}
