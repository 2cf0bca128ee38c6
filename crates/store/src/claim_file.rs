//! Lists of claims in the bucket: dropped there by another system, read a part at a time, put away when they are done.
//!
//! | object | holds |
//! | --- | --- |
//! | `claims/NAME.csv` | a list that waits |
//! | `claims/reports/NAME.csv/mark.json` | how far a list is, while it is under way |
//! | `claims/reports/NAME.csv/bad-ROW.csv` | bad rows from that one on |
//! | `claims/reports/NAME.csv/report.json` | what came of it |
//! | `claims/done/NAME.csv` | a list that was taken over, or that is none |

use crate::{Store, StoreError, scan};

const FOLDER: &str = "claims/";

/// A list that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimFile {
    /// Its name, without the folder.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// The store's tag of just this content.
    pub tag: String,
}

impl Store {
    /// The names of lists that wait, in their order, up to a thousand.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claim_files(&self) -> Result<Vec<String>, StoreError> {
        let page = self
            .objects()
            .list_objects_v2()
            .bucket(&self.settings.bucket)
            .prefix(FOLDER)
            .delimiter("/")
            .send()
            .await
            .map_err(|error| StoreError::call("ListObjectsV2", error))?;
        let names = page.contents().iter().filter_map(|object| object.key()?.strip_prefix(FOLDER));
        let mut names: Vec<String> =
            names.filter(|name| name.ends_with(".csv") && !name.contains('/')).map(str::to_owned).collect();
        names.sort();
        Ok(names)
    }

    /// Looks at a list that waits; `None` when it is gone.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claim_file(&self, name: &str) -> Result<Option<ClaimFile>, StoreError> {
        let key = format!("{FOLDER}{name}");
        match self.objects().head_object().bucket(&self.settings.bucket).key(key).send().await {
            // An answer that does not say how long the list is would have it taken for an empty one, and put away.
            Ok(head) => match (head.content_length().and_then(|size| u64::try_from(size).ok()), head.e_tag())
            {
                (Some(size), Some(tag)) => {
                    Ok(Some(ClaimFile { name: name.to_owned(), size, tag: tag.to_owned() }))
                }
                _ => Err(StoreError::Unavailable("HeadObject", "an answer without size and tag".to_owned())),
            },
            Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found()) => Ok(None),
            Err(error) => Err(StoreError::call("HeadObject", error)),
        }
    }

    /// At most `most` bytes of a list from `start` on.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it is another list by now, [`StoreError::Unavailable`].
    pub async fn claim_part(&self, file: &ClaimFile, start: u64, most: u64) -> Result<Vec<u8>, StoreError> {
        let end = file.size.min(start + most);
        if start >= end {
            return Ok(Vec::new());
        }
        let answer = self
            .objects()
            .get_object()
            .bucket(&self.settings.bucket)
            .key(format!("{FOLDER}{}", file.name))
            .range(format!("bytes={start}-{}", end - 1))
            .send()
            .await;
        let answer = match answer {
            Ok(answer) if answer.e_tag().unwrap_or_default() == file.tag => answer,
            Ok(_) => return Err(StoreError::Stale),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_no_such_key()) => {
                return Err(StoreError::Stale);
            }
            Err(error) => return Err(StoreError::call("GetObject", error)),
        };
        // Behind the stroke stands how long all of it is.
        let whole = answer.content_range().and_then(|range| range.rsplit_once('/')?.1.parse().ok());
        if whole != Some(file.size) {
            return Err(StoreError::Unavailable("GetObject", "another length than was told".to_owned()));
        }
        let bytes = answer.body.collect().await.map_err(|error| StoreError::call("GetObject", error))?;
        Ok(bytes.to_vec())
    }

    /// A note about a list, such as `mark.json`; `None` when there is none.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claim_note(&self, list: &str, note: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let key = format!("{FOLDER}reports/{list}/{note}");
        let answer = match self.objects().get_object().bucket(&self.settings.bucket).key(key).send().await {
            Ok(answer) => answer,
            Err(error) if scan::is_missing(&error) => return Ok(None),
            Err(error) => return Err(StoreError::call("GetObject", error)),
        };
        let bytes = answer.body.collect().await.map_err(|error| StoreError::call("GetObject", error))?;
        Ok(Some(bytes.to_vec()))
    }

    /// Writes a note about a list.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_claim_note(&self, list: &str, note: &str, text: Vec<u8>) -> Result<(), StoreError> {
        let media_type = if note.ends_with(".csv") { "text/csv; charset=utf-8" } else { "application/json" };
        self.objects()
            .put_object()
            .bucket(&self.settings.bucket)
            .key(format!("{FOLDER}reports/{list}/{note}"))
            .content_type(media_type)
            .body(text.into())
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::call("PutObject", error))
    }

    /// Puts a list that is done away, and its mark.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn close_claim_file(&self, file: &ClaimFile) -> Result<(), StoreError> {
        let (objects, bucket, name) = (self.objects(), &self.settings.bucket, &file.name);
        objects
            .copy_object()
            .bucket(bucket)
            .copy_source(percent(&format!("{bucket}/{FOLDER}{name}")))
            .key(format!("{FOLDER}done/{name}"))
            .send()
            .await
            .map_err(|error| StoreError::call("CopyObject", error))?;
        for key in [format!("{FOLDER}{name}"), format!("{FOLDER}reports/{name}/mark.json")] {
            let gone = objects.delete_object().bucket(bucket).key(key).send().await;
            gone.map_err(|error| StoreError::call("DeleteObject", error))?;
        }
        Ok(())
    }
}

/// A source to copy is named in a header, in which only some signs may stand.
fn percent(path: &str) -> String {
    path.split('/').map(crate::scan::percent).collect::<Vec<_>>().join("/")
}
