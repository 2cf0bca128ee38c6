//! Retention 保存期限 of paper requests and scanned post.

use crate::{
    history::Moment,
    paper::{
        PaperRequest,
        event::RequestEvent,
        letter::{CaseOf, Piece, PieceState},
        scan_batch::ScanFile,
        step::RequestStep,
    },
    policy::retention::after,
};
use jiff::civil::Date;

impl PaperRequest {
    /// Returns the day on which the private data is erased; `None` while the request is open, or if it has no private
    /// data.
    pub fn retain_on(&self, policy: &crate::policy::Retention) -> Option<Date> {
        let decided = self.decided_on()?;
        let private = self.email.is_some() || !self.papers.is_empty();
        private.then(|| after(decided, policy.request_days))
    }

    /// Erases the private data if its day has come, and returns `None` otherwise.
    pub fn retain(self, moment: &Moment<'_>) -> Option<RequestStep> {
        self.retain_on(&moment.rules.retention).filter(|day| *day <= moment.today())?;
        Some(self.step(moment, RequestEvent::Erase, &[], |after| {
            after.email = None;
            after.papers.clear();
        }))
    }
}

impl ScanFile {
    /// Sets the day until which the uploaded files are kept: the number of days in the policy, counted from today.
    pub fn kept(self, today: Date, policy: &crate::policy::Retention) -> ScanFile {
        ScanFile { kept_until: Some(after(today, policy.post_days)), ..self }
    }

    /// Ends the retention of the uploaded files. Returns the scan batch, which only records that the post came, and the
    /// numbers of the pages to delete. Pages that are filed with a paper request are kept with the request. Returns
    /// `None` while a letter waits for a clerk; the files are then kept for another period. A letter that only reports
    /// an unreadable scan batch does not prolong the period.
    pub fn retain(&self, pieces: &[Piece]) -> Option<(ScanFile, Vec<u16>)> {
        let waits =
            |piece: &Piece| piece.unfit.is_none() && matches!(piece.state, PieceState::Waiting { .. });
        if pieces.iter().any(waits) {
            return None;
        }
        let left = pieces
            .iter()
            .filter(|piece| !matches!(piece.state, PieceState::Filed { to: CaseOf::Request { .. }, .. }));
        let pages = left.flat_map(|piece| piece.sheets.iter().map(|sheet| sheet.page)).collect();
        let gone = ScanFile { kept_until: None, version: self.version + 1, ..self.clone() };
        Some((gone, pages))
    }
}
