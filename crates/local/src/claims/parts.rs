//! The files of a first load: an import into a folder, from which DynamoDB makes a new table.

use super::{ClaimsError, Done, at};
use crate::data;
use beian_store::{ReadyClaim, layout::layout_item};
use flate2::{Compression, write::GzEncoder};
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::{Path, PathBuf},
};

/// The number of rows in a file.
const PART: u64 = 1_000_000;

/// The compressed files, with one item in DynamoDB's JSON on each line.
pub struct Parts {
    folder: PathBuf,
    part: Option<(PathBuf, GzEncoder<BufWriter<File>>)>,
    rows: u64,
}

impl Parts {
    /// Checks that the folder does not exist; the first row creates it.
    pub fn create(folder: &Path) -> Done<Parts> {
        if folder.exists() {
            return Err(ClaimsError::Exists(folder.to_owned()));
        }
        Ok(Parts { folder: folder.to_owned(), part: None, rows: 0 })
    }

    /// Writes a row's claim.
    pub fn write(&mut self, row: &ReadyClaim) -> Done<()> {
        if self.rows == 0 {
            // The new table needs the item with its layout, as every table does.
            at(&self.folder, data::private_dir(&self.folder))?;
            let path = self.folder.join("layout.json.gz");
            let mut packed = GzEncoder::new(at(&path, File::create_new(&path))?, Compression::default());
            at(&path, writeln!(packed, "{}", serde_json::json!({ "Item": layout_item() })))?;
            at(&path, packed.finish().and_then(|file| file.sync_all()))?;
        }
        if self.rows.is_multiple_of(PART) {
            self.close()?;
            at(&self.folder, data::private_dir(&self.folder))?;
            let path = self.folder.join(format!("claims-{:05}.json.gz", self.rows / PART + 1));
            let file = BufWriter::new(at(&path, File::create_new(&path))?);
            self.part = Some((path, GzEncoder::new(file, Compression::default())));
        }
        self.rows += 1;
        let Some((path, part)) = &mut self.part else { return Ok(()) };
        at(path, writeln!(part, "{}", serde_json::json!({ "Item": row.item() })))
    }

    fn close(&mut self) -> Done<()> {
        let Some((path, part)) = self.part.take() else { return Ok(()) };
        let file = at(&path, part.finish())?;
        at(&path, file.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all()))
    }

    /// Closes the last file.
    pub fn finish(mut self) -> Done<()> {
        self.close()
    }
}
