//! Reordering 按正确顺序重新整理 of a stack that was scanned in another page order.

use crate::{
    paper::refusal::PaperRefusal,
    paper::{
        letter::{Piece, PieceState, Why},
        scan_batch::ScanFile,
    },
};
use jiff::Timestamp;

/// A scan batch that was cut again, to be saved as a whole.
#[derive(Debug)]
pub struct Reordered {
    /// The scan batch.
    pub file: ScanFile,
    /// The letters of the scan batch.
    pub pieces: Vec<Piece>,
    /// The earlier letters that no longer exist.
    pub gone: Vec<Piece>,
}

impl ScanFile {
    /// Cuts the scan batch again, in the page order that makes sense. `pieces` are all its letters.
    ///
    /// # Errors
    /// [`PaperRefusal::NothingToReorder`]; [`PaperRefusal::LettersDealtWith`] if a clerk filed a letter or set one
    /// aside.
    pub fn reorder(&self, pieces: &[Piece], now: Timestamp) -> Result<Reordered, PaperRefusal> {
        let order = self.order().ok_or(PaperRefusal::NothingToReorder)?;
        let held = |piece: &Piece| piece.state == PieceState::Waiting { why: Why::WrongOrder };
        if !pieces.iter().all(held) {
            return Err(PaperRefusal::LettersDealtWith);
        }
        let mut cut = crate::paper::cut::cut_again(self, pieces, order, now);
        for piece in &mut cut {
            // The new letter replaces the stored letter with the same identifier.
            if let Some(before) = pieces.iter().find(|before| before.id == piece.id) {
                piece.version = before.version + 1;
            }
        }
        let is_gone = |piece: &&Piece| cut.iter().all(|other| other.id != piece.id);
        let gone = pieces.iter().filter(is_gone).cloned().collect();
        Ok(Reordered { file: self.told(&cut), pieces: cut, gone })
    }
}
