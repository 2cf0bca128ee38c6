//! A stack whose pages lie in another order, and how it is put right.

use crate::{
    paper::refusal::PaperRefusal,
    paper::{
        letter::{Piece, PieceState, Why},
        scan_batch::ScanFile,
    },
};
use jiff::Timestamp;

/// A stack that was cut once more, to be saved as a whole.
#[derive(Debug)]
pub struct Reordered {
    /// The stack.
    pub file: ScanFile,
    /// Its letters.
    pub pieces: Vec<Piece>,
    /// Letters that it had and has no more.
    pub gone: Vec<Piece>,
}

impl ScanFile {
    /// Cuts its pages once more, in the order in which they make sense. These are all its letters.
    ///
    /// # Errors
    /// [`PaperRefusal::NothingToReorder`]; [`PaperRefusal::LettersDealtWith`] when somebody filed one, or put one aside.
    pub fn reorder(&self, pieces: &[Piece], now: Timestamp) -> Result<Reordered, PaperRefusal> {
        let order = self.order().ok_or(PaperRefusal::NothingToReorder)?;
        let held = |piece: &Piece| piece.state == PieceState::Waiting { why: Why::WrongOrder };
        if !pieces.iter().all(held) {
            return Err(PaperRefusal::LettersDealtWith);
        }
        let mut cut = crate::paper::cut::cut_again(self, pieces, order, now);
        for piece in &mut cut {
            // It takes the place of one that was there.
            if let Some(before) = pieces.iter().find(|before| before.id == piece.id) {
                piece.version = before.version + 1;
            }
        }
        let is_gone = |piece: &&Piece| cut.iter().all(|other| other.id != piece.id);
        let gone = pieces.iter().filter(is_gone).cloned().collect();
        Ok(Reordered { file: self.told(&cut), pieces: cut, gone })
    }
}
