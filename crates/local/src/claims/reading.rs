//! The reading of a list: its lines become judged rows, in batches.

use super::{
    ClaimsError, Done, at,
    batch::{Batch, Place, Row},
};
use beian_filing::claim::{HeaderProblem, ListParser, is_blank, list::SkipReason, next_line};
use beian_store::ReadyClaim;
use sha2::{Digest, Sha256};
use std::{
    fs::File,
    io::{Read, Seek, SeekFrom},
    path::Path,
    sync::mpsc::SyncSender,
};

/// The number of bytes that are read at a time. No line may be longer.
const BLOCK: usize = 1 << 20;
/// The number of rows in a batch.
const BATCH: usize = 10_000;

/// Reads the first line, and returns the reader of the rows and the place where they begin.
pub fn begin(list: &Path, file: &mut File, own: &str) -> Done<(ListParser, Place)> {
    let mut block = Vec::with_capacity(BLOCK);
    at(list, file.take(BLOCK as u64).read_to_end(&mut block))?;
    let last = block.len() < BLOCK;
    let not_a_list = |problem| ClaimsError::NotAList(list.to_owned(), problem);
    if block.is_empty() {
        return Err(not_a_list(HeaderProblem::Empty));
    }
    let (line, taken) = next_line(&block, last).ok_or_else(|| not_a_list(HeaderProblem::NotText))?;
    let mut reader = ListParser::begin(line, own).map_err(not_a_list)?;
    // A file in another encoding than UTF-8 shows it in the first province's name. All its rows would be bad.
    if let Some((first, _)) = next_line(&block[taken..], last)
        && reader.row(first) == Err(vec![SkipReason::NotUtf8])
    {
        return Err(not_a_list(HeaderProblem::NotUtf8));
    }
    Ok((reader, Place { offset: taken as u64, line: 1 }))
}

/// The digest of the list's beginning, by which a resumed import recognizes the list, together with its size.
pub fn beginning(list: &Path, file: &mut File) -> Done<String> {
    let mut block = Vec::new();
    at(list, file.seek(SeekFrom::Start(0)))?;
    at(list, file.take(BLOCK as u64).read_to_end(&mut block))?;
    Ok(beian_kit::token::hex(&Sha256::digest(&block)))
}

/// The thread that reads a list and judges its rows.
pub struct Reading<'a> {
    pub list: &'a Path,
    pub file: File,
    pub reader: ListParser,
    pub place: Place,
    pub batches: SyncSender<Done<Batch>>,
}

impl Reading<'_> {
    /// Reads the whole list, and sends its batches or the error that ends them.
    pub fn all(mut self) {
        if let Err(error) = self.read() {
            // If the receiver is gone, the writer has failed before.
            let _ = self.batches.send(Err(error));
        }
    }

    fn read(&mut self) -> Done<()> {
        let (mut block, mut last) = (Vec::with_capacity(2 * BLOCK), false);
        let mut batch = self.batch();
        while !last {
            let read = at(self.list, (&mut self.file).take(BLOCK as u64).read_to_end(&mut block))?;
            last = read == 0;
            let mut taken = 0;
            while let Some((line, bytes)) = next_line(&block[taken..], last) {
                taken += bytes;
                self.place = Place { offset: self.place.offset + bytes as u64, line: self.place.line + 1 };
                if !is_blank(line) {
                    match self.reader.row(line) {
                        Ok(told) => {
                            let ready = ReadyClaim::of(&told)?;
                            batch.rows.push(Row { line: self.place.line, told, ready });
                        }
                        Err(reasons) => batch.bad.push((self.place.line, reasons)),
                    }
                }
                if batch.rows.len() + batch.bad.len() >= BATCH {
                    batch.end = self.place;
                    let full = std::mem::replace(&mut batch, self.batch());
                    if self.batches.send(Ok(full)).is_err() {
                        return Ok(());
                    }
                }
            }
            block.drain(..taken);
            if block.len() > BLOCK {
                return Err(ClaimsError::EndlessLine(self.list.to_owned(), self.place.line + 1));
            }
        }
        batch.end = self.place;
        let _ = self.batches.send(Ok(batch));
        Ok(())
    }

    fn batch(&self) -> Batch {
        Batch { rows: Vec::with_capacity(BATCH), bad: Vec::new(), end: self.place }
    }
}
