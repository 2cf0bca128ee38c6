//! The action `view-letter`.

use beian_contract::{
    request::ViewLetter,
    view::{LetterSummary, LetterView, StackView},
};
use beian_filing::{
    history::DisclosureEvent,
    paper::{LetterState, UnmatchedReason},
};
use beian_kit::{ActionResult, RequestContext};
use beian_store::AuditedResource;

/// Show the pages of a letter 查看邮件 by addresses that are valid for a minute.
///
/// The access is recorded before the addresses are given. Clerks state no reason, because the same pages lie before
/// them on paper.
///
/// # Refusals
/// - `not-found` the letter does not exist
pub async fn view_letter(ctx: RequestContext, input: ViewLetter) -> ActionResult<LetterView> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    let letter = loaded.value;
    let access = DisclosureEvent::ViewScan { document: None, reason: None };
    ctx.note_access(AuditedResource::Post(&letter.batch), access, &loaded.actor).await?;
    let papers = letter.papers();
    let sheets = papers.pages.iter().map(|sheet| ctx.page_view(&papers, sheet)).collect();
    let stack = match letter.state {
        LetterState::Waiting { reason: UnmatchedReason::WrongOrder } => {
            ctx.store().batch(&letter.batch).await?
        }
        _ => None,
    };
    let stack = stack.as_ref().and_then(StackView::of);
    Ok(LetterView { summary: LetterSummary::of(&letter), pages: sheets, stack })
}
