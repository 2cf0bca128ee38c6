//! The action `reorder-post`.

use beian_contract::{problem::ProblemCode, request::ReorderPost, view::PostFile};
use beian_kit::{Answer, Desk, HeldOf};

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
pub async fn reorder_post(desk: Desk, input: ReorderPost) -> Answer<PostFile> {
    let actor = desk.actor().await?;
    let (file, pieces) = desk.store().scanned_whole(&input.file_id).await?.ok_or(ProblemCode::NotFound)?;
    let (file, pieces) = if file.is_reordered() {
        (file, pieces)
    } else {
        let held = HeldOf { actor: actor.clone(), it: file, repeated: false }.at_version(input.version)?;
        let reordered = held.it.reorder(&pieces, desk.now())?;
        desk.store().save_reordered(&reordered).await?;
        (reordered.file, reordered.pieces)
    };
    let moment = desk.moment(&actor);
    let mut filed = Vec::new();
    for piece in pieces {
        filed.push(desk.office().file_by_code(piece, &moment).await?);
    }
    // A try before this one may have filed them, and broken off before it said so.
    let told = file.told(&filed);
    if told.state == file.state {
        return Ok(PostFile::of(&file));
    }
    desk.store().save_scanned(&told, Some(file.version)).await?;
    Ok(PostFile::of(&told))
}
