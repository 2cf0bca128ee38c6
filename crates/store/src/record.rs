//! Looking up what is on file, by keys and indexes alone.

use crate::{
    Store, StoreError,
    item::{self, Item, text},
    keys,
};
use beian_filing::record::{OrganizerRecord, SiteRecord, search_name};

/// A look-up shows at most this many records.
const MOST: i32 = 50;

impl Store {
    /// The sites on file under an organizer's number; struck ones too, with their day.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sites_of(&self, organizer_number: &str) -> Result<Vec<SiteRecord>, StoreError> {
        let page = self
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk AND begins_with(sk, :site)")
            .expression_attribute_values(":pk", text(keys::record_pk(organizer_number)))
            .expression_attribute_values(":site", text("SITE#"))
            .limit(MOST)
            .send()
            .await
            .map_err(|error| StoreError::call("Query", error))?;
        page.items().iter().map(read_site).collect()
    }

    /// The sites on file for a domain, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sites_of_domain(&self, domain: &str) -> Result<Vec<SiteRecord>, StoreError> {
        self.records(keys::domain_pk(domain)).await?.iter().map(read_site).collect()
    }

    /// The organizers on file under a name, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn organizers_named(&self, name: &str) -> Result<Vec<OrganizerRecord>, StoreError> {
        let items = self.records(keys::name_pk(&search_name(name))).await?;
        items.iter().map(|found| item::data("record", found)).collect()
    }

    async fn records(&self, pk: String) -> Result<Vec<Item>, StoreError> {
        let page = self
            .db
            .query()
            .table_name(&self.settings.table)
            .index_name("record-index")
            .key_condition_expression("record_key = :pk")
            .expression_attribute_values(":pk", text(pk))
            .scan_index_forward(false)
            .limit(MOST)
            .send()
            .await
            .map_err(|error| StoreError::call("Query", error))?;
        Ok(page.items.unwrap_or_default())
    }
}

/// Reads a site's record; the day it was struck off stands beside the document.
fn read_site(found: &Item) -> Result<SiteRecord, StoreError> {
    let mut site: SiteRecord = item::data("record", found)?;
    if let Some(on) = found.get("struck_on").and_then(|value| value.as_s().ok()) {
        site.deregistered_on = Some(on.parse().map_err(|error| StoreError::corrupt("record", error))?);
    }
    Ok(site)
}
