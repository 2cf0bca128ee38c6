//! The action `set-aside-letter`.

use beian_contract::{request::SetAsideLetter, view::LetterSummary};
use beian_filing::account;
use beian_kit::{ActionError, ActionResult, RequestContext, field};

/// Set aside a letter that belongs to no case 搁置邮件, such as advertising, misdelivered post or a test page.
///
/// The letter is kept, and a clerk may still file it.
///
/// # Refusals
/// - `not-found` the letter does not exist
/// - `letter-filed` the letter is filed with a case
/// - `stale` the letter changed meanwhile
pub async fn set_aside_letter(ctx: RequestContext, input: SetAsideLetter) -> ActionResult<LetterSummary> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    if let Some(code) = account::reason_problem(&input.reason) {
        return Err(ActionError::Malformed(vec![field("/reason", code)]));
    }
    let aside = loaded.value.set_aside(&input.reason, &loaded.actor.account)?;
    // A repeated request finds the letter set aside already.
    if loaded.value.state == aside.state {
        return Ok(LetterSummary::of(&loaded.value));
    }
    let loaded = loaded.at_version(input.version)?;
    ctx.store().save_letter(&aside, loaded.value.version).await?;
    Ok(LetterSummary::of(&aside))
}
