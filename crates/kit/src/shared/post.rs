//! Scanned post: the arrival that a clerk enters, the clerk's marks on pages, and the view of a page.

use crate::{ActionError, RequestContext, day, field};
use beian_contract::{request::Mark, view::ScannedPageView};
use beian_filing::{
    account,
    calendar::local_date,
    deadline::Arrival,
    finding::FindingCode,
    media::Media,
    paper::{IncomingLetter, LetterPages, ScannedPage},
};
use beian_store::ObjectKey;

impl RequestContext {
    /// Parses the arrival that a clerk enters: today, or another day with a reason.
    ///
    /// # Errors
    /// `malformed`.
    pub fn arrival(&self, on: Option<&str>, reason: Option<&str>) -> Result<Arrival, ActionError> {
        let today = local_date(self.now());
        let Some(on) = on.map_or(Some(today), day) else {
            return Err(ActionError::Malformed(vec![field("/arrived_on", FindingCode::DateForm)]));
        };
        if on == today {
            return Ok(Arrival::on(today));
        }
        let reason = reason.unwrap_or_default().trim();
        match account::reason_problem(reason) {
            Some(code) => Err(ActionError::Malformed(vec![field("/reason", code)])),
            None => Ok(Arrival { on, reason: Some(reason.to_owned()) }),
        }
    }

    /// Adds a clerk's marks to a letter. A mark names the evidence on a page.
    ///
    /// # Errors
    /// `malformed` if the letter has no such page.
    pub fn marked(&self, letter: IncomingLetter, marks: &[Mark]) -> Result<IncomingLetter, ActionError> {
        let marks: Vec<_> = marks.iter().map(|mark| (mark.page, mark.evidence)).collect();
        letter
            .marked(&marks)
            .map_err(|_| ActionError::Malformed(vec![field("/marks", FindingCode::UnknownCode)]))
    }

    /// Returns the view of a scanned page. Its addresses are valid for a minute.
    pub fn page_view(&self, papers: &LetterPages, sheet: &ScannedPage) -> ScannedPageView {
        let file = &papers.batch;
        let now = self.app().clock.of_machine();
        let see = |object| self.store().presign_view(object, Media::Jpeg.as_str(), now);
        let (url, expires_at) = see(ObjectKey::Page(file, sheet.page));
        let (thumbnail, _) = see(ObjectKey::Thumbnail(file, sheet.page));
        ScannedPageView {
            letter_id: papers.letter.clone(),
            batch_id: file.clone(),
            page: sheet.page,
            evidence: sheet.evidence,
            other: sheet.marked_by_clerk && sheet.evidence.is_none(),
            separator: sheet.separator,
            flaws: sheet.flaws.clone(),
            dpi: sheet.dpi,
            url,
            thumbnail,
            expires_at,
        }
    }
}
