//! Fax compression: ITU-T T.4 (Group 3) in one and two dimensions, with and without end-of-line codes, and
//! T.6 (Group 4).

use super::directory::Page;
use crate::{Unreadable, raster::Rows};
use hayro_ccitt::{DecodeSettings, Decoder, DecoderContext, EncodingMode};

/// Modified Huffman runs without end-of-line codes; each row starts on a byte, or on a word of two bytes.
const RUNS: u16 = 2;
const RUNS_OF_WORDS: u16 = 32_771;
const GROUP_3: u16 = 3;
const GROUP_4: u16 = 4;

/// Largest share of missing rows at the end of a fax, in percent. Transmissions are often cut short by a few
/// rows.
const MISSING: u32 = 3;

/// Whether a page has a fax compression.
pub(super) fn is_fax(page: &Page) -> bool {
    page.bits == 1
        && page.samples == 1
        && matches!(page.compression, RUNS | RUNS_OF_WORDS | GROUP_3 | GROUP_4)
}

/// Receiver of decoded rows.
pub(crate) struct Sink<'a> {
    rows: &'a mut Rows,
    row: Vec<u8>,
    white: u8,
    taken: u32,
    most: u32,
    /// Number of missing rows, which are filled with white.
    missing: u32,
}

impl<'a> Sink<'a> {
    /// Accepts at most `most` rows, in which white pixels have the value `white`.
    pub(crate) fn new(rows: &'a mut Rows, width: u32, white: u8, most: u32) -> Self {
        Self { rows, row: vec![white; width as usize], white, taken: 0, most, missing: 0 }
    }

    /// Fills missing rows with white up to `rows`. Fails if too many are missing.
    pub(crate) fn end(&mut self, rows: u32) -> Result<(), Unreadable> {
        self.white(rows);
        if self.missing > rows * MISSING / 100 { Err(Unreadable::Damaged) } else { Ok(()) }
    }

    /// Appends white rows up to this number.
    fn white(&mut self, rows: u32) {
        self.most = rows;
        while self.taken < rows {
            self.missing += 1;
            self.push_row(&[]);
        }
    }
}

impl Decoder for Sink<'_> {
    fn push_row(&mut self, changes: &[u32]) {
        if self.taken >= self.most {
            return;
        }
        self.row.fill(self.white);
        let width = self.row.len();
        for run in changes.chunks(2) {
            let end = run.get(1).map_or(width, |end| (*end as usize).min(width));
            if let Some(dark) = self.row.get_mut(run[0] as usize..end) {
                dark.fill(!self.white);
            }
        }
        self.rows.push(&self.row);
        self.taken += 1;
    }
}

/// Decodes a page into rows.
pub(super) fn decode(bytes: &[u8], page: &Page, rows: &mut Rows) -> Result<(), Unreadable> {
    if page.piece.0 != page.width {
        return Err(Unreadable::UnsupportedKind);
    }
    // Zero is white, unless PhotometricInterpretation says otherwise.
    let white = if page.photometric == Some(1) { 0 } else { 255 };
    let mut sink = Sink::new(rows, page.width, white, 0);
    for &(place, size) in &page.pieces {
        let part = bytes.get(place as usize..(place + size) as usize).ok_or(Unreadable::Damaged)?;
        let wanted = page.piece.1.min(page.height.saturating_sub(sink.taken));
        if wanted == 0 {
            break;
        }
        sink.most = sink.taken + wanted;
        piece(part, page, wanted, &mut sink);
        // Missing rows are white, which keeps the rows of the next strip in their place.
        sink.white(sink.most);
    }
    sink.end(page.height)
}

fn piece(part: &[u8], page: &Page, rows: u32, sink: &mut Sink<'_>) {
    let encoding = match page.compression {
        GROUP_4 => EncodingMode::Group4,
        GROUP_3 if page.t4 & 1 != 0 => EncodingMode::Group3_2D,
        _ => EncodingMode::Group3_1D,
    };
    let settings = DecodeSettings {
        columns: page.width,
        rows,
        end_of_block: true,
        end_of_line: false,
        rows_are_byte_aligned: matches!(page.compression, RUNS | RUNS_OF_WORDS),
        encoding,
        strict: false,
    };
    // Rows decoded before an error are kept; the count of missing rows decides whether they suffice.
    if page.compression != RUNS_OF_WORDS {
        let _ = hayro_ccitt::decode(part, sink, &mut DecoderContext::new(settings));
        return;
    }
    let mut context = DecoderContext::new(DecodeSettings { rows: 1, ..settings });
    let mut at = 0;
    for _ in 0..rows {
        let Some(rest) = part.get(at..).filter(|rest| !rest.is_empty()) else { return };
        match hayro_ccitt::decode(rest, sink, &mut context) {
            Ok(read) => at = (at + read.max(1)).next_multiple_of(2),
            Err(_) => return,
        }
    }
}
