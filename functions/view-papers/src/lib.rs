//! The action `view-papers`.

use beian_contract::{
    request::ViewPapers,
    view::{PapersView, ScannedPageView},
};
use beian_filing::{history::DisclosureEvent, paper::LetterPages};
use beian_kit::{ActionResult, RequestContext};
use beian_store::AuditedResource;

/// Show the scanned pages of a paper request 查看邮寄材料 by addresses that are valid for a minute.
///
/// The access is recorded before the addresses are given.
///
/// # Refusals
/// - `not-found` the paper request does not exist
pub async fn view_papers(ctx: RequestContext, input: ViewPapers) -> ActionResult<PapersView> {
    let loaded = ctx.load_request(&input.request_id).await?;
    let watched = AuditedResource::Request(loaded.value.id);
    let access = DisclosureEvent::ViewScan { document: None, reason: None };
    ctx.note_access(watched, access, &loaded.actor).await?;
    let sheets = |papers: &LetterPages| -> Vec<ScannedPageView> {
        papers.pages.iter().map(|sheet| ctx.page_view(papers, sheet)).collect()
    };
    Ok(PapersView { pages: loaded.value.papers.iter().flat_map(sheets).collect() })
}
