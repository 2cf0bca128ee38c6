//! Lists of claims in the bucket. Another system uploads a list. A job reads the list in parts and finally moves it to `claims/done/`.
//!
//! | object | holds |
//! | --- | --- |
//! | `claims/NAME.csv` | a list that waits |
//! | `claims/reports/NAME.csv/mark.json` | the progress of a list while it is taken over |
//! | `claims/reports/NAME.csv/bad-ROW.csv` | the bad rows from row `ROW` on |
//! | `claims/reports/NAME.csv/report.json` | the result of a list |
//! | `claims/done/NAME.csv` | a list that was taken over, or a file that is no list |

use crate::{
    Store, StoreError,
    bucket::{self, whole},
    scan,
};
use aws_sdk_s3::operation::get_object::GetObjectError;

const FOLDER: &str = "claims/";

/// A list that waits to be taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimFile {
    /// The name, without the folder.
    pub name: String,
    /// The size in bytes.
    pub size: u64,
    /// S3's entity tag, which changes with the content.
    pub tag: String,
}

impl Store {
    /// Returns the names of the lists that wait, in order and at most a thousand.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claim_files(&self) -> Result<Vec<String>, StoreError> {
        let page = self.objects_page(self.list_objects().prefix(FOLDER).delimiter("/")).await?;
        let names = page.contents().iter().filter_map(|object| object.key()?.strip_prefix(FOLDER));
        let mut names: Vec<String> =
            names.filter(|name| name.ends_with(".csv") && !name.contains('/')).map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    /// Reads the metadata of a list. The answer is `None` if the list does not exist any more.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claim_file(&self, name: &str) -> Result<Option<ClaimFile>, StoreError> {
        let key = format!("{FOLDER}{name}");
        let Some(head) = self.try_head(key, &[404]).await? else { return Ok(None) };
        // A response without a size must not count as an empty list, because an empty list would be moved to `claims/done/`.
        match (head.content_length().and_then(|size| u64::try_from(size).ok()), head.e_tag()) {
            (Some(size), Some(tag)) => {
                Ok(Some(ClaimFile { name: name.to_owned(), size, tag: tag.to_owned() }))
            }
            _ => Err(StoreError::Unavailable("HeadObject", "an answer without size and tag".to_owned())),
        }
    }

    /// Reads at most `most` bytes of a list, from byte `start` on.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the list was replaced or deleted, [`StoreError::Unavailable`].
    pub async fn claim_part(&self, file: &ClaimFile, start: u64, most: u64) -> Result<Vec<u8>, StoreError> {
        let end = file.size.min(start + most);
        if start >= end {
            return Ok(Vec::new());
        }
        let get =
            self.get_object(format!("{FOLDER}{}", file.name)).range(format!("bytes={start}-{}", end - 1));
        let answer = self.try_get(get, GetObjectError::is_no_such_key).await?;
        let answer = answer.filter(|answer| answer.e_tag().unwrap_or_default() == file.tag);
        let answer = answer.ok_or(StoreError::Stale)?;
        // The header has the size of the whole object behind the slash: `bytes 0-99/1234`.
        let size = answer.content_range().and_then(|range| range.rsplit_once('/')?.1.parse().ok());
        if size != Some(file.size) {
            return Err(StoreError::Unavailable("GetObject", "another length than was told".to_owned()));
        }
        whole(answer.body).await
    }

    /// Reads a report file of a list, such as `mark.json`. The answer is `None` if the file does not exist.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claim_note(&self, list: &str, note: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let get = self.get_object(format!("{FOLDER}reports/{list}/{note}"));
        let Some(answer) = self.try_get(get, bucket::is_missing).await? else { return Ok(None) };
        whole(answer.body).await.map(Some)
    }

    /// Writes a report file of a list.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_claim_note(&self, list: &str, note: &str, text: Vec<u8>) -> Result<(), StoreError> {
        let media_type = if note.ends_with(".csv") { "text/csv; charset=utf-8" } else { "application/json" };
        self.put_bytes(&format!("{FOLDER}reports/{list}/{note}"), media_type, text).await
    }

    /// Moves a finished list to `claims/done/`, and deletes its `mark.json`.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn close_claim_file(&self, file: &ClaimFile) -> Result<(), StoreError> {
        let name = &file.name;
        let source: Vec<String> = format!("{FOLDER}{name}").split('/').map(scan::percent).collect();
        let copy = self.copy_object(&source.join("/"), format!("{FOLDER}done/{name}"));
        self.try_copy(copy, &[]).await?;
        for key in [format!("{FOLDER}{name}"), format!("{FOLDER}reports/{name}/mark.json")] {
            self.delete_object(&key).await?;
        }
        Ok(())
    }
}
