//! The action `view-letter`.

use beian_contract::{
    request::ViewLetter,
    view::{LetterSummary, LetterView, StackView},
};
use beian_filing::{
    history::AccessEvent,
    paper::{LetterState, UnmatchedReason},
};
use beian_kit::{ActionResult, RequestContext};
use beian_store::AuditedResource;

/// See the pages of scanned post 查看邮件, by addresses that serve for a minute.
///
/// Clerks sort what lies before them on paper too; who looked is written down before the addresses are given.
///
/// # Refusals
/// - `not-found` there is none
pub async fn view_letter(ctx: RequestContext, input: ViewLetter) -> ActionResult<LetterView> {
    let loaded = ctx.load_letter(&input.letter_id).await?;
    let letter = loaded.value;
    let access = AccessEvent::ViewScan { document: None, reason: None };
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
