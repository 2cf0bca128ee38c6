//! What retention has to look at, and the scans that it erases.

#[cfg(feature = "scans")]
use crate::ObjectKey;
use crate::{
    Store, StoreError,
    item::{self, Item, text},
    keys::{self, PK},
};
#[cfg(feature = "scans")]
use beian_filing::filing::Scan;
use jiff::civil::Date;

/// One run looks at no more than so many entries; the next goes on.
const MOST: usize = 2_000;
/// In pages of so many.
const PAGE: i32 = 500;

/// Something whose day has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retained {
    /// A filing, by its identifier.
    Filing(String),
    /// A paper request, by its identifier.
    Request(String),
    /// A file of scanned post, by its identifier.
    Post(String),
    /// What is below a deregistered organizer and must still come off file, by its number.
    Record(String),
}

impl Store {
    /// The oldest entries whose day has come.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn retained(&self, today: Date) -> Result<Vec<Retained>, StoreError> {
        let mut found = Vec::new();
        for shard in 0..keys::SHARDS {
            let query = self
                .db
                .query()
                .table_name(&self.settings.table)
                .index_name("due-index")
                .key_condition_expression("due_key = :pk AND due_sort <= :today")
                .expression_attribute_values(":pk", text(keys::retained_pk(shard)))
                // Everything of this day: what follows it in a sort key is lower than `~`.
                .expression_attribute_values(":today", text(format!("{today}~")))
                .limit(PAGE);
            found.extend(self.found(query, MOST - found.len(), retained).await?.into_iter().flatten());
            if found.len() >= MOST {
                break;
            }
        }
        Ok(found)
    }

    /// Deletes every scan that was ever kept of a filing but these, and the small pictures of its pages. That there are none is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn erase_scans(&self, filing: &str, but: &[Scan]) -> Result<(), StoreError> {
        let objects = |scan: &Scan| {
            let pages = 1..=u16::try_from(scan.pages.len()).unwrap_or(u16::MAX);
            let small = pages.map(|page| ObjectKey::ScanThumbnail(filing, &scan.id, page).key());
            small.chain([ObjectKey::Scan(filing, &scan.id).key()]).collect::<Vec<_>>()
        };
        let kept: Vec<String> = but.iter().flat_map(objects).collect();
        self.erase_under(&ObjectKey::Scan(filing, "").key(), &kept).await
    }

    /// Deletes the pictures of every page that was ever drawn of a pile of scanned post. That there are none is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn erase_drawn(&self, file: &str) -> Result<(), StoreError> {
        self.erase_under(&format!("pages/{file}/"), &[]).await
    }

    #[cfg(feature = "scans")]
    async fn erase_under(&self, prefix: &str, kept: &[String]) -> Result<(), StoreError> {
        let objects = self.objects();
        let bucket = &self.settings.bucket;
        let mut start = None;
        loop {
            let page = objects
                .list_objects_v2()
                .bucket(bucket)
                .prefix(prefix)
                .set_continuation_token(start)
                .send()
                .await
                .map_err(|error| StoreError::call("ListObjectsV2", error))?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            for key in keys.filter(|key| !kept.iter().any(|kept| kept == key)) {
                self.erase_key(key).await?;
            }
            start = page.next_continuation_token;
            if start.is_none() {
                return Ok(());
            }
        }
    }
}

#[cfg(feature = "scans")]
impl Store {
    /// Deletes an object. That there is none is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn erase(&self, object: ObjectKey<'_>) -> Result<(), StoreError> {
        self.erase_key(&object.key()).await
    }

    async fn erase_key(&self, key: &str) -> Result<(), StoreError> {
        let gone = self.objects().delete_object().bucket(&self.settings.bucket).key(key).send().await;
        gone.map(drop).map_err(|error| StoreError::call("DeleteObject", error))
    }

    /// Deletes the pictures of these pages of a file of scanned post.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn erase_pages(
        &self,
        file: &str,
        pages: impl IntoIterator<Item = u16>,
    ) -> Result<(), StoreError> {
        for page in pages {
            self.erase(ObjectKey::Page(file, page)).await?;
            self.erase(ObjectKey::Thumbnail(file, page)).await?;
        }
        Ok(())
    }
}

/// What an entry is of.
fn retained(entry: &Item) -> Result<Option<Retained>, StoreError> {
    let pk = item::string(entry, PK)?;
    let filing = pk.strip_prefix("FILING#").map(|id| Retained::Filing(id.to_owned()));
    let request = || pk.strip_prefix("REQUEST#").map(|id| Retained::Request(id.to_owned()));
    let post = || pk.strip_prefix("SCANNED#").map(|id| Retained::Post(id.to_owned()));
    let record = || pk.strip_prefix("RECORD#").map(|number| Retained::Record(number.to_owned()));
    Ok(filing.or_else(request).or_else(post).or_else(record))
}
