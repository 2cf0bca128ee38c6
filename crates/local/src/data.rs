//! The data directory, which one process at a time may use.
//!
//! It contains `layout` with the number of the data's layout, `table.sqlite` with its log, `objects/` with the scans, and `mail/` with
//! every sent mail.

use crate::OpenError;
use beian_store::layout::{LAYOUT, OtherLayout};
use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// A data directory that this process alone uses.
#[derive(Debug)]
pub struct Data {
    root: PathBuf,
    temporary: bool,
    /// The lock, held until the process ends; the system releases it even after `kill -9`.
    _lock: Option<File>,
}

impl Data {
    /// Locks a directory, and creates it if it is missing.
    pub fn take(root: &Path) -> Result<Data, OpenError> {
        let failed = |error: io::Error| OpenError::Data(root.to_owned(), error);
        private_dir(root).map_err(failed)?;
        let root = root.canonicalize().map_err(failed)?;
        let lock = File::options().create(true).append(true).open(root.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(root)),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        Data { root, temporary: false, _lock: Some(lock) }.furnish()
    }

    /// A new directory that is removed when this value is dropped. Its table is in memory.
    pub fn temporary() -> Result<Data, OpenError> {
        let failed = |error: io::Error| OpenError::Data(std::env::temp_dir(), error);
        let token =
            beian_kit::token::random::<12>().map_err(|error| failed(io::Error::other(error.to_string())))?;
        let root = std::env::temp_dir().join(format!("beian-{}", beian_kit::token::hex(&token)));
        private_dir(&root).map_err(failed)?;
        let root = root.canonicalize().map_err(failed)?;
        Data { root, temporary: true, _lock: None }.furnish()
    }

    /// Checks that the directory has this program's layout; a directory without a table gets it.
    pub fn laid_out(self) -> Result<Data, OpenError> {
        let mark = self.root.join(LAYOUT_FILE);
        if self.root.join(TABLE).exists() {
            let found = fs::read_to_string(&mark).ok();
            OtherLayout::check(found.map(|text| text.trim().parse().unwrap_or_default()))?;
        } else {
            let written = || {
                fs::write(&mark, format!("{LAYOUT}\n"))?;
                File::open(&mark)?.sync_all()
            };
            written().map_err(|error| OpenError::Data(mark.clone(), error))?;
        }
        Ok(self)
    }

    fn furnish(self) -> Result<Data, OpenError> {
        for room in [self.objects(), self.mail()] {
            private_dir(&room).map_err(|error| OpenError::Data(room, error))?;
        }
        Ok(self)
    }

    /// The directory's path.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The table's file; `None` for a table in memory.
    pub fn table(&self) -> Option<PathBuf> {
        (!self.temporary).then(|| self.root.join(TABLE))
    }

    /// The folder of the buckets.
    pub fn objects(&self) -> PathBuf {
        self.root.join(OBJECTS)
    }

    /// The folder of the mails.
    pub fn mail(&self) -> PathBuf {
        self.root.join(MAIL)
    }

    /// The file that marks a directory that began with demonstration data.
    pub fn demonstration(&self) -> PathBuf {
        self.root.join("demonstration")
    }

    /// The file that exists while the demonstration data is being made.
    pub fn demonstration_begun(&self) -> PathBuf {
        self.root.join("demonstration.unfinished")
    }
}

/// File of the table.
pub const TABLE: &str = "table.sqlite";
/// File with the number of the directory's layout.
pub const LAYOUT_FILE: &str = "layout";
/// Folder of the scans.
pub const OBJECTS: &str = "objects";
/// Folder of the mails.
pub const MAIL: &str = "mail";

impl Drop for Data {
    fn drop(&mut self) {
        if self.temporary {
            let _ = fs::remove_dir_all(&self.root);
        }
    }
}

/// Creates a directory that only this user may enter, because it will hold personal data.
pub fn private_dir(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_process_is_kept_out_until_the_first_is_gone() {
        let outer = Data::temporary().unwrap();
        let place = outer.root().join("data");
        let first = Data::take(&place).unwrap();
        let error = Data::take(&place).unwrap_err();
        assert!(matches!(error, OpenError::InUse(_)), "{error}");
        assert!(error.to_string().contains("another process"), "{error}");
        drop(first);
        Data::take(&place).unwrap();
    }

    #[test]
    fn a_folder_of_another_layout_or_of_none_is_refused_and_stays_as_it_is() {
        let outer = Data::temporary().unwrap();
        let place = outer.root().join("data");
        let take = || Data::take(&place).and_then(Data::laid_out);
        drop(take().unwrap());
        assert_eq!(fs::read_to_string(place.join(LAYOUT_FILE)).unwrap().trim(), LAYOUT.to_string());
        fs::write(place.join(TABLE), "").unwrap();
        drop(take().unwrap());
        let next = (LAYOUT + 1).to_string();
        for mark in [Some("0"), Some("1"), Some(next.as_str()), Some("x"), None] {
            match mark {
                Some(mark) => fs::write(place.join(LAYOUT_FILE), mark).unwrap(),
                None => fs::remove_file(place.join(LAYOUT_FILE)).unwrap(),
            }
            let why = take().unwrap_err().to_string();
            assert!(
                why.contains("beian export") && why.contains("beian import") && !why.contains('\n'),
                "{why}"
            );
        }
        assert!(!place.join(LAYOUT_FILE).exists());
    }

    #[test]
    fn a_temporary_directory_goes_with_its_owner() {
        let data = Data::temporary().unwrap();
        let root = data.root().to_owned();
        assert!(root.join(OBJECTS).is_dir());
        drop(data);
        assert!(!root.exists());
    }

    #[test]
    #[cfg(unix)]
    fn nobody_else_may_look_in() {
        use std::os::unix::fs::PermissionsExt;
        let data = Data::temporary().unwrap();
        assert_eq!(fs::metadata(data.root()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
