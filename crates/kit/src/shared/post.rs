//! Scanned post: the arrival that a clerk enters, marks on pages, and the view of a page.

use crate::{Desk, Fault, day, field};
use beian_contract::{request::Mark, view::SheetView};
use beian_filing::{
    account,
    calendar::local_date,
    deadline::Arrival,
    finding::FieldCode,
    media::Media,
    paper::{Papers, Piece, PieceSheet},
};
use beian_store::ObjectKey;

impl Desk {
    /// The arrival that a clerk enters: today, or another day with a reason.
    ///
    /// # Errors
    /// `malformed`.
    pub fn arrival(&self, on: Option<&str>, reason: Option<&str>) -> Result<Arrival, Fault> {
        let today = local_date(self.now());
        let Some(on) = on.map_or(Some(today), day) else {
            return Err(Fault::Malformed(vec![field("/arrived_on", FieldCode::DateForm)]));
        };
        if on == today {
            return Ok(Arrival::on(today));
        }
        let reason = reason.unwrap_or_default().trim();
        match account::reason_problem(reason) {
            Some(code) => Err(Fault::Malformed(vec![field("/reason", code)])),
            None => Ok(Arrival { on, reason: Some(reason.to_owned()) }),
        }
    }

    /// The letter with a clerk's marks, which state the evidence on each page.
    ///
    /// # Errors
    /// `malformed` when it has no such page.
    pub fn marked(&self, piece: Piece, marks: &[Mark]) -> Result<Piece, Fault> {
        let marks: Vec<_> = marks.iter().map(|mark| (mark.page, mark.evidence)).collect();
        piece.marked(&marks).map_err(|_| Fault::Malformed(vec![field("/marks", FieldCode::UnknownCode)]))
    }

    /// A scanned page, with addresses that are valid for a minute.
    pub fn sheet_view(&self, papers: &Papers, sheet: &PieceSheet) -> SheetView {
        let file = &papers.file;
        let now = self.office().clock.of_machine();
        let see = |object| self.store().presign_view(object, Media::Jpeg.as_str(), now);
        let (url, expires_at) = see(ObjectKey::Page(file, sheet.page));
        let (thumbnail, _) = see(ObjectKey::Thumbnail(file, sheet.page));
        SheetView {
            piece_id: papers.piece.clone(),
            file_id: file.clone(),
            page: sheet.page,
            evidence: sheet.evidence,
            other: sheet.said && sheet.evidence.is_none(),
            separator: sheet.separator,
            flaws: sheet.flaws.clone(),
            dpi: sheet.dpi,
            url,
            thumbnail,
            expires_at,
        }
    }
}
