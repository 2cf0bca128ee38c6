//! Reordering 按正确顺序重新整理 of a stack that was scanned in another page order.

use crate::{
    paper::refusal::PaperRefusal,
    paper::{
        letter::{IncomingLetter, LetterState, UnmatchedReason},
        scan_batch::ScanBatch,
    },
};
use jiff::Timestamp;

/// A scan batch that was cut again, to be saved as a whole.
#[derive(Debug)]
pub struct ReorderedBatch {
    /// The scan batch.
    pub batch: ScanBatch,
    /// The letters of the scan batch.
    pub letters: Vec<IncomingLetter>,
    /// The earlier letters that no longer exist.
    pub removed: Vec<IncomingLetter>,
}

impl ScanBatch {
    /// Cuts the scan batch again, in the page order that [`ScanBatch::order`] names. `letters` are all its letters.
    ///
    /// # Errors
    /// [`PaperRefusal::NothingToReorder`]; [`PaperRefusal::LettersDealtWith`] if a clerk filed a letter or set one
    /// aside.
    pub fn reorder(
        &self,
        letters: &[IncomingLetter],
        now: Timestamp,
    ) -> Result<ReorderedBatch, PaperRefusal> {
        let order = self.order().ok_or(PaperRefusal::NothingToReorder)?;
        let held = |letter: &IncomingLetter| {
            letter.state == LetterState::Waiting { reason: UnmatchedReason::WrongOrder }
        };
        if !letters.iter().all(held) {
            return Err(PaperRefusal::LettersDealtWith);
        }
        let mut cut = crate::paper::cut::cut_again(self, letters, order, now);
        for letter in &mut cut {
            // The new letter replaces the stored letter with the same identifier.
            if let Some(before) = letters.iter().find(|before| before.id == letter.id) {
                letter.version = before.version + 1;
            }
        }
        let is_gone = |letter: &&IncomingLetter| cut.iter().all(|other| other.id != letter.id);
        let gone = letters.iter().filter(is_gone).cloned().collect();
        Ok(ReorderedBatch { batch: self.with_letters(&cut), letters: cut, removed: gone })
    }
}
