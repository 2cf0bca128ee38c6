//! See the scanned pages of a paper request 查看邮寄材料, by addresses that serve for a minute.
//!
//! Who looked is written down before the addresses are given.
//!
//! # Refusals
//! - `not-found` there is no such paper request

use beian_contract::{request::ViewPapers, view::PapersView};
use beian_filing::{
    event::{Deed, Facts},
    intake::PieceSheet,
};
use beian_kit::{Answer, Desk};
use beian_store::Watched;

/// See the page above.
pub async fn view_papers(desk: Desk, input: ViewPapers) -> Answer<PapersView> {
    let held = desk.load_request(&input.request_id).await?;
    let watched = Watched::Request(&held.it.id);
    desk.note_access(watched, Deed::ViewScan, &held.actor, Facts::default()).await?;
    let mut sheets = Vec::new();
    for papers in &held.it.papers {
        for (page, evidence) in &papers.pages {
            let sheet = PieceSheet { page: *page, evidence: *evidence, ..PieceSheet::default() };
            sheets.push(desk.sheet_view(&papers.file, &sheet));
        }
    }
    Ok(PapersView { sheets })
}
