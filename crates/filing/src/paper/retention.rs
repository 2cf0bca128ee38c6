//! Retention 保存期限 of paper requests and scanned post.

use crate::{
    history::{Aggregate, Context, Step},
    paper::{
        PaperRequest,
        event::RequestEvent,
        letter::{IncomingLetter, LetterCase, LetterState},
        scan_batch::ScanBatch,
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
    pub fn apply_retention(self, context: &Context<'_>) -> Option<Step<PaperRequest>> {
        self.retain_on(&context.rules.retention).filter(|day| *day <= context.today())?;
        Some(self.step(context, RequestEvent::Erase, &[], |after| {
            after.email = None;
            after.papers.clear();
        }))
    }
}

impl ScanBatch {
    /// Sets the day until which the uploaded files are kept: the number of days in the policy, counted from today.
    pub fn with_retention(self, today: Date, policy: &crate::policy::Retention) -> ScanBatch {
        ScanBatch { kept_until: Some(after(today, policy.post_days)), ..self }
    }

    /// Ends the retention of the uploaded files. Returns the scan batch, which only records that the post came, and the
    /// numbers of the pages to delete. Pages that are filed with a paper request are kept with the request. Returns
    /// `None` while a letter waits for a clerk; the files are then kept for another period. A letter that only reports
    /// an unreadable scan batch does not prolong the period.
    pub fn apply_retention(&self, letters: &[IncomingLetter]) -> Option<(ScanBatch, Vec<u16>)> {
        let waits = |letter: &IncomingLetter| {
            letter.reject_reason.is_none() && matches!(letter.state, LetterState::Waiting { .. })
        };
        if letters.iter().any(waits) {
            return None;
        }
        let left = letters.iter().filter(|letter| {
            !matches!(letter.state, LetterState::Filed { to: LetterCase::Request { .. }, .. })
        });
        let pages = left.flat_map(|letter| letter.pages.iter().map(|sheet| sheet.page)).collect();
        let gone = ScanBatch { kept_until: None, version: self.version + 1, ..self.clone() };
        Some((gone, pages))
    }
}
