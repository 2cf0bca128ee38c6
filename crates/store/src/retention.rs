//! Retention: the items that are due for it, and the deletion of their scans.

#[cfg(feature = "scans")]
use crate::ObjectKey;
use crate::{
    Store, StoreError,
    index::Index,
    item::{self, Item, text},
    keys::{self, PK},
};
#[cfg(feature = "scans")]
use beian_filing::filing::Scan;
use beian_filing::identifier::{FilingId, OrganizerNumber, RequestId};
use jiff::civil::Date;

/// Number of entries after which a run stops reading. The last page is read to its end, and the next run continues.
const MOST: usize = 2_000;
/// Maximum number of entries on a page.
const PAGE: i32 = 500;

/// An item that is due for retention, or a record with an unfinished deregistration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Retained {
    /// A filing, by its identifier.
    Filing(FilingId),
    /// A paper request, by its identifier.
    Request(RequestId),
    /// A scan batch, by its identifier.
    Post(String),
    /// A record with an unfinished deregistration, by the organizer's number.
    Record(OrganizerNumber),
}

impl Store {
    /// Reads the oldest entries that are due today.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn retained(&self, today: Date) -> Result<Vec<Retained>, StoreError> {
        let mut found = Vec::new();
        for shard in 0..keys::SHARDS {
            let query = self
                .query_index(Index::Due)
                .key_condition_expression("due_key = :pk AND due_sort <= :today")
                .expression_attribute_values(":pk", text(keys::retained_pk(shard)))
                // `~` sorts behind the character that follows the day in a sort key, so the whole day is included.
                .expression_attribute_values(":today", text(format!("{today}~")))
                .limit(PAGE);
            found.extend(self.found(query, MOST - found.len(), retained).await?.into_iter().flatten());
            if found.len() >= MOST {
                break;
            }
        }
        Ok(found)
    }

    /// Deletes the scans of a filing except those in `but`, with the thumbnails of their pages. A filing without scans causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn erase_scans(&self, filing: FilingId, but: &[Scan]) -> Result<(), StoreError> {
        let objects = |scan: &Scan| {
            let pages = 1..=u16::try_from(scan.pages.len()).unwrap_or(u16::MAX);
            let small = pages.map(|page| ObjectKey::ScanThumbnail(filing, &scan.id, page).key());
            small.chain([ObjectKey::Scan(filing, &scan.id).key()]).collect::<Vec<_>>()
        };
        let kept: Vec<String> = but.iter().flat_map(objects).collect();
        self.erase_under(&ObjectKey::Scan(filing, "").key(), &kept).await
    }

    /// Deletes the images of all pages of a scan batch. A scan batch without images causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    #[cfg(feature = "scans")]
    pub async fn erase_drawn(&self, file: &str) -> Result<(), StoreError> {
        self.erase_under(&format!("pages/{file}/"), &[]).await
    }

    #[cfg(feature = "scans")]
    async fn erase_under(&self, prefix: &str, kept: &[String]) -> Result<(), StoreError> {
        let list = self.list_objects().prefix(prefix);
        let mut start = None;
        loop {
            let page = self.objects_page(list.clone().set_continuation_token(start)).await?;
            let keys = page.contents().iter().filter_map(|object| object.key());
            for key in keys.filter(|key| !kept.iter().any(|kept| kept == key)) {
                self.delete_object(key).await?;
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
    /// Deletes an object. A missing object causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn erase(&self, object: ObjectKey<'_>) -> Result<(), StoreError> {
        self.delete_object(&object.key()).await
    }

    /// Deletes the images and thumbnails of these pages of a scan batch.
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

/// Reads an entry; `None` for an item of another kind.
fn retained(entry: &Item) -> Result<Option<Retained>, StoreError> {
    let pk = item::string(entry, PK)?;
    let (kind, id) = pk.split_once('#').unwrap_or((pk, ""));
    Ok(match kind {
        "FILING" => Some(Retained::Filing(item::id("filing", id)?)),
        "REQUEST" => Some(Retained::Request(item::id("paper request", id)?)),
        "BATCH" => Some(Retained::Post(id.to_owned())),
        "RECORD" => Some(Retained::Record(item::id("record", id)?)),
        _ => None,
    })
}
