//! Looking up what is on file, by keys and indexes alone.

use crate::{
    Store, StoreError,
    item::{self, Item, text},
    keys::{self, Key, SK},
};
use beian_filing::record::{OrganizerRecord, SiteRecord, search_name};
use jiff::civil::Date;

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
                keys::ORGANIZER => organizer = Some(read_organizer(found)?),
                _ => sites.push(read_site(found)?),
            }
        }
        let Some(organizer) = organizer else { return Ok(Vec::new()) };
        Ok(sites.into_iter().map(|site| below(site, &organizer)).collect())
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
        let organizers: Vec<OrganizerRecord> = found.iter().map(read_organizer).collect::<Result<_, _>>()?;
        let with = |site: SiteRecord| {
            let organizer = organizers.iter().find(|it| it.number == site.organizer_number)?;
            Some(below(site, organizer))
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

/// A site and its organizer; what is below an organizer that is off file is off file, whatever it says itself.
fn below(mut site: SiteRecord, organizer: &OrganizerRecord) -> Found {
    site.deregistered_on = site.deregistered_on.or(organizer.deregistered_on);
    (site, organizer.clone())
}

/// Reads a site's record; the day it was struck off stands beside the document.
pub(crate) fn read_site(found: &Item) -> Result<SiteRecord, StoreError> {
    let mut site: SiteRecord = item::data("record", found)?;
    site.deregistered_on = struck_on(found)?;
    Ok(site)
}

/// Reads an organizer's record in the same way.
pub(crate) fn read_organizer(found: &Item) -> Result<OrganizerRecord, StoreError> {
    let mut organizer: OrganizerRecord = item::data("record", found)?;
    organizer.deregistered_on = struck_on(found)?;
    Ok(organizer)
}

fn struck_on(found: &Item) -> Result<Option<Date>, StoreError> {
    let on = found.get("struck_on").and_then(|value| value.as_s().ok());
    on.map(|on| on.parse().map_err(|error| StoreError::corrupt("record", error))).transpose()
}
