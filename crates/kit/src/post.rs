//! What the actions about scanned post have in common.

use crate::{Desk, Fault, day, field, held::HeldOf};
use beian_contract::{problem::ProblemCode, request::Mark, view::SheetView};
use beian_filing::{
    account,
    calendar::local_date,
    check::FieldCode,
    filing::Arrival,
    intake::{Piece, PieceSheet},
    media::Media,
    paper::Papers,
};
use beian_store::ObjectKey;

impl Desk {
    /// When something arrived, as a clerk says it: today, or another day and why.
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

    /// Loads a letter. A change of one leaves no event: what was done before shows in its state.
    ///
    /// # Errors
    /// `not-signed-in`, `forbidden`, `not-found`.
    pub async fn load_piece(&self, id: &str) -> Result<HeldOf<Piece>, Fault> {
        let actor = self.actor().await?;
        let it = self.store().piece(id).await?.ok_or(ProblemCode::NotFound)?;
        Ok(HeldOf { actor, it, repeated: false })
    }

    /// A letter of whose pages a clerk says what they show.
    ///
    /// # Errors
    /// `malformed` when it has no such page.
    pub fn marked(&self, piece: Piece, marks: &[Mark]) -> Result<Piece, Fault> {
        let marks: Vec<_> = marks.iter().map(|mark| (mark.page, mark.evidence)).collect();
        piece.marked(&marks).map_err(|_| Fault::Malformed(vec![field("/marks", FieldCode::UnknownCode)]))
    }

    /// A scanned page, with addresses that serve for a minute.
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
