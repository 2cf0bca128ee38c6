//! The action `view-papers`.

use beian_contract::{
    request::ViewPapers,
    view::{PapersView, SheetView},
};
use beian_filing::{history::AccessEvent, paper::Papers};
use beian_kit::{Answer, Desk};
use beian_store::Watched;

/// See the scanned pages of a paper request 查看邮寄材料, by addresses that serve for a minute.
///
/// Who looked is written down before the addresses are given.
///
/// # Refusals
/// - `not-found` there is no such paper request
pub async fn view_papers(desk: Desk, input: ViewPapers) -> Answer<PapersView> {
    let held = desk.load_request(&input.request_id).await?;
    let watched = Watched::Request(&held.it.id);
    let access = AccessEvent::ViewScan { document: None, reason: None };
    desk.note_access(watched, access, &held.actor).await?;
    let sheets = |papers: &Papers| -> Vec<SheetView> {
        papers.pages.iter().map(|sheet| desk.sheet_view(papers, sheet)).collect()
    };
    Ok(PapersView { sheets: held.it.papers.iter().flat_map(sheets).collect() })
}
