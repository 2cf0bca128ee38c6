//! The backup: a copy of the data directory that is a data directory itself.

use crate::{OpenError, data, table};
use std::{fs, io, path::Path};

/// Copies a data directory, whether a process uses it or not.
///
/// The table is copied as of one moment, and the scans and mails are copied after it. The copy therefore contains every scan that the
/// table names, and perhaps later ones. A backup is restored by running the program on the copy, or by copying it back.
///
/// # Errors
/// When there is no table, the target exists, or reading or writing fails.
pub fn backup(from: &Path, to: &Path) -> Result<(), OpenError> {
    let failed = |error: io::Error| OpenError::Data(to.to_owned(), error);
    if !from.join(data::TABLE).is_file() {
        return Err(OpenError::Data(from.to_owned(), io::ErrorKind::NotFound.into()));
    }
    if to.exists() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let mut partial = to.as_os_str().to_owned();
    partial.push(".partial");
    let partial = Path::new(&partial);
    if partial.exists() {
        fs::remove_dir_all(partial).map_err(failed)?;
    }
    data::private_dir(partial).map_err(failed)?;
    let db = table::open(Some(&from.join(data::TABLE)))?;
    db.vacuum_into(&partial.join(data::TABLE).to_string_lossy()).map_err(OpenError::table)?;
    // A directory without the layout's file is copied as it is; opening the copy reports the missing layout.
    if from.join(data::LAYOUT_FILE).is_file() {
        fs::copy(from.join(data::LAYOUT_FILE), partial.join(data::LAYOUT_FILE)).map_err(failed)?;
    }
    for room in [data::OBJECTS, data::MAIL] {
        if from.join(room).is_dir() {
            copy(&from.join(room), &partial.join(room)).map_err(failed)?;
        }
    }
    fs::rename(partial, to).map_err(failed)
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    data::private_dir(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy(&entry.path(), &target)?;
        } else if kind.is_file() {
            match fs::copy(entry.path(), &target) {
                Ok(_) => {}
                // A half-written file has been renamed or removed since the folder was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
