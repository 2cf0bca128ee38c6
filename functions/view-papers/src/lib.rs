//! See the scanned pages of a paper request 查看邮寄材料, by addresses that serve for a minute.
//!
//! Who looked is written down before the addresses are given.
//!
//! # Refusals
//! - `not-found` there is no such paper request

use beian_contract::{
    request::ViewPapers,
    view::{PapersView, SheetView},
};
use beian_filing::{
    event::{Deed, Facts},
    paper::Papers,
};
use beian_kit::{Answer, Desk};
use beian_store::Watched;

/// See the page above.
pub async fn view_papers(desk: Desk, input: ViewPapers) -> Answer<PapersView> {
    let held = desk.load_request(&input.request_id).await?;
    let watched = Watched::Request(&held.it.id);
    desk.note_access(watched, Deed::ViewScan, &held.actor, Facts::default()).await?;
    let sheets = |papers: &Papers| -> Vec<SheetView> {
        papers.pages.iter().map(|sheet| desk.sheet_view(papers, sheet)).collect()
    };
    Ok(PapersView { sheets: held.it.papers.iter().flat_map(sheets).collect() })
}
