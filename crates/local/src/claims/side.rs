//! The files beside a list: the bad rows, and the mark from which an import is resumed.

use super::{ClaimsError, Done, Target, Task, at, batch::Place};
use beian_filing::claim::{BAD_ROWS_HEADER, ListTally, bad_row_line, list::SkipReason};
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File},
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

/// Version of the mark's format.
const FORM: u32 = 1;

/// The mark: the place up to which everything is written, and the list and the target of the import.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mark {
    form: u32,
    size: u64,
    beginning: String,
    target: String,
    pub place: Place,
    bad_bytes: u64,
    pub tally: ListTally,
}

/// The files beside a list.
pub struct Side {
    pub mark: Mark,
    /// The file of the bad rows; `None` for a dry run without `--bad`.
    files: Option<(PathBuf, BufWriter<File>)>,
    /// The path of the mark; `None` when the import cannot be resumed.
    marked: Option<PathBuf>,
}

impl Side {
    /// Creates the files of a new import, or opens those of an interrupted one.
    pub fn open(task: &Task, size: u64, beginning: &str, header: Place) -> Done<Side> {
        let beside = |path: &Path, ending: &str| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        let target = match &task.target {
            Target::Judged => String::new(),
            Target::Office(data) => {
                data.canonicalize().unwrap_or_else(|_| data.clone()).display().to_string()
            }
            Target::Table(store, _) => {
                let settings = store.settings();
                format!(
                    "{} {} {}",
                    settings.dynamodb.as_deref().unwrap_or_default(),
                    settings.region,
                    settings.table
                )
            }
            Target::Folder(folder) => folder.display().to_string(),
        };
        let new = Mark {
            form: FORM,
            size,
            beginning: beginning.to_owned(),
            target,
            place: header,
            bad_bytes: 0,
            tally: ListTally::default(),
        };
        let path = match (&task.bad, &task.target) {
            (Some(bad), _) => bad.clone(),
            (None, Target::Judged) => return Ok(Side { mark: new, files: None, marked: None }),
            (None, _) => beside(&task.list, ".bad.csv"),
        };
        // An import into a folder is not resumed: it is written whole or not at all.
        let resumable = matches!(task.target, Target::Office(_) | Target::Table(..));
        let marked = resumable.then(|| beside(&path, ".mark"));
        let there = marked.as_ref().filter(|marked| marked.exists());
        if !task.resume {
            if let Some(marked) = there {
                return Err(ClaimsError::Interrupted(marked.clone()));
            }
            let file = match File::create_new(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    return Err(ClaimsError::Exists(path));
                }
                file => at(&path, file)?,
            };
            let mut side = Side { mark: new, files: Some((path, BufWriter::new(file))), marked };
            side.append(BAD_ROWS_HEADER)?;
            side.write(&[])?;
            return Ok(side);
        }
        let Some(marked) = there.cloned() else {
            return Err(ClaimsError::NothingToResume(marked.unwrap_or_else(|| beside(&path, ".mark"))));
        };
        let other = || ClaimsError::OtherList(marked.clone());
        let mark: Mark = serde_json::from_slice(&at(&marked, fs::read(&marked))?).map_err(|_| other())?;
        let same = mark.form == FORM
            && mark.size == size
            && mark.beginning == new.beginning
            && mark.target == new.target;
        if !same {
            return Err(other());
        }
        // The rows after the mark are judged again, so the bad rows among them are cut off here.
        let mut file = at(&path, File::options().write(true).open(&path))?;
        at(&path, file.set_len(mark.bad_bytes))?;
        at(&path, file.seek(SeekFrom::End(0)))?;
        Ok(Side { mark, files: Some((path, BufWriter::new(file))), marked: Some(marked) })
    }

    fn append(&mut self, text: &str) -> Done<()> {
        let Some((path, file)) = &mut self.files else { return Ok(()) };
        self.mark.bad_bytes += text.len() as u64;
        at(path, file.write_all(text.as_bytes()))
    }

    /// Writes the bad rows, and then the mark.
    pub fn write(&mut self, bad: &[(u64, Vec<SkipReason>)]) -> Done<()> {
        for (line, reasons) in bad {
            self.append(&bad_row_line(*line, reasons))?;
        }
        let Some((path, file)) = &mut self.files else { return Ok(()) };
        at(path, file.flush())?;
        let Some(marked) = &self.marked else { return Ok(()) };
        if !bad.is_empty() {
            at(path, file.get_ref().sync_data())?;
        }
        let mut next = marked.as_os_str().to_owned();
        next.push(".next");
        let next = PathBuf::from(next);
        let text =
            serde_json::to_vec(&self.mark).map_err(|error| ClaimsError::File(next.clone(), error.into()))?;
        let written = File::create(&next).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_data()
        });
        at(&next, written)?;
        at(marked, fs::rename(&next, marked))
    }

    /// Removes the mark, and the file of the bad rows if there are none.
    pub fn finish(self) -> Done<(ListTally, Option<PathBuf>)> {
        let Some((path, file)) = self.files else { return Ok((self.mark.tally, None)) };
        at(&path, file.into_inner().map_err(|error| error.into_error()).and_then(|file| file.sync_all()))?;
        if let Some(marked) = &self.marked {
            at(marked, fs::remove_file(marked))?;
        }
        let any = self.mark.tally.bad > 0;
        if !any {
            at(&path, fs::remove_file(&path))?;
        }
        Ok((self.mark.tally, any.then_some(path)))
    }
}
