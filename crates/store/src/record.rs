//! Looking up what is on file, by keys and indexes alone.

use crate::{
    Store, StoreError,
    item::{self, Item, text},
    keys::{self, Key, SK},
};
use beian_filing::record::{OrganizerRecord, SiteRecord, search_name};

/// A look-up shows at most this many records.
const MOST: i32 = 50;

/// A site on file, and its organizer as it is on file now.
pub type Found = (SiteRecord, OrganizerRecord);

impl Store {
    /// The sites on file under an organizer's number; struck ones too, with their day.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sites_of(&self, organizer_number: &str) -> Result<Vec<Found>, StoreError> {
        let page = self
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :organizer AND :sites")
            .expression_attribute_values(":pk", text(keys::record_pk(organizer_number)))
            .expression_attribute_values(":organizer", text(keys::ORGANIZER))
            // What follows a site's sort key is lower than `~`, and nothing else stands between the two.
            .expression_attribute_values(":sites", text(format!("{}~", keys::SITE)))
            .limit(MOST + 1)
            .send()
            .await
            .map_err(|error| StoreError::call("Query", error))?;
        let mut organizer = None;
        let mut sites = Vec::new();
        for found in page.items() {
            match item::string(found, SK)? {
                keys::ORGANIZER => organizer = Some(item::data("record", found)?),
                _ => sites.push(read_site(found)?),
            }
        }
        let Some(organizer) = organizer else { return Ok(Vec::new()) };
        let organizer: OrganizerRecord = organizer;
        Ok(sites.into_iter().map(|site| (site, organizer.clone())).collect())
    }

    /// The sites on file for a domain, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sites_of_domain(&self, domain: &str) -> Result<Vec<Found>, StoreError> {
        let sites: Vec<SiteRecord> = self
            .records(keys::domain_pk(domain))
            .await?
            .iter()
            .map(read_site)
            .collect::<Result<_, StoreError>>()?;
        let mut numbers: Vec<&str> = sites.iter().map(|site| site.organizer_number.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = self.get_all(numbers.into_iter().map(Key::organizer).collect()).await?;
        let organizers: Vec<OrganizerRecord> =
            found.iter().map(|found| item::data("record", found)).collect::<Result<_, _>>()?;
        let with = |site: SiteRecord| {
            let organizer = organizers.iter().find(|it| it.number == site.organizer_number)?.clone();
            Some((site, organizer))
        };
        Ok(sites.into_iter().filter_map(with).collect())
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
