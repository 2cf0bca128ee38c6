//! Retention of paper requests and scanned post.

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
    /// On which day what is private of it is erased; `None` while it is open, or when there is nothing.
    pub fn retain_on(&self, policy: &crate::policy::Retention) -> Option<Date> {
        let decided = self.decided_on()?;
        let private = self.email.is_some() || !self.papers.is_empty();
        private.then(|| after(decided, policy.request_days))
    }

    /// Erases what is private, if today is the day.
    pub fn retain(self, moment: &Moment<'_>) -> Option<RequestStep> {
        self.retain_on(&moment.rules.retention).filter(|day| *day <= moment.today())?;
        Some(self.step(moment, RequestEvent::Erase, &[], |after| {
            after.email = None;
            after.papers.clear();
        }))
    }
}

impl ScanFile {
    /// It is kept as it came from today on for as long as policy says.
    pub fn kept(self, today: Date, policy: &crate::policy::Retention) -> ScanFile {
        ScanFile { kept_until: Some(after(today, policy.post_days)), ..self }
    }

    /// What is left of it once its time is over: only that it came. The pages of it that no case has, page by page; those of a request go
    /// with the request. `None` while a letter of it waits: then it is kept as long again. That it became nothing is told no longer than it
    /// is kept.
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
