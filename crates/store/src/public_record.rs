//! Public look-ups of records. They use keys and indexes only.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, Item, text},
    keys::{self, Key, SK},
};
use beian_filing::{
    identifier::OrganizerNumber,
    record::{PublicOrganizer, PublicSite, search_name},
};
use jiff::civil::Date;

/// Maximum number of records that a look-up shows.
const MOST: i32 = 50;

/// The public record of a site, and the present public record of its organizer.
pub type Found = (PublicSite, PublicOrganizer);

impl Store {
    /// Reads the sites of an organizer by its number. Deregistered sites are included, with the day of their deregistration.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sites_of(&self, organizer_number: OrganizerNumber) -> Result<Vec<Found>, StoreError> {
        let query = self
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :organizer AND :sites")
            .expression_attribute_values(":pk", text(keys::record_pk(organizer_number)))
            .expression_attribute_values(":organizer", text(keys::ORGANIZER))
            // `~` sorts behind all characters in the sort key of a site, and no other kind of item is in this range.
            .expression_attribute_values(":sites", text(format!("{}~", keys::SITE)))
            .limit(MOST + 1);
        let page = self.page(query).await?;
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

    /// Reads the sites with a domain, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sites_of_domain(&self, domain: &str) -> Result<Vec<Found>, StoreError> {
        let sites: Vec<PublicSite> = self
            .records(keys::domain_pk(domain))
            .await?
            .iter()
            .map(read_site)
            .collect::<Result<_, StoreError>>()?;
        let mut numbers: Vec<OrganizerNumber> = sites.iter().map(|site| site.organizer_number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = self.get_all(numbers.into_iter().map(Key::organizer).collect()).await?;
        let organizers: Vec<PublicOrganizer> = found.iter().map(read_organizer).collect::<Result<_, _>>()?;
        let with = |site: PublicSite| {
            let organizer = organizers.iter().find(|it| it.number == site.organizer_number)?;
            Some(below(site, organizer))
        };
        Ok(sites.into_iter().filter_map(with).collect())
    }

    /// Reads the organizers with a name, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn organizers_named(&self, name: &str) -> Result<Vec<PublicOrganizer>, StoreError> {
        let items = self.records(keys::name_pk(&search_name(name))).await?;
        items.iter().map(|found| item::data("record", found)).collect()
    }

    async fn records(&self, pk: String) -> Result<Vec<Item>, StoreError> {
        let query = self
            .query_index(Index::Record)
            .key_condition_expression("record_key = :pk")
            .expression_attribute_values(":pk", text(pk))
            .scan_index_forward(false)
            .limit(MOST);
        Ok(self.page(query).await?.items.unwrap_or_default())
    }
}

/// Combines a site with its organizer. The deregistration of an organizer covers its sites too, even if their own records have no day of
/// deregistration yet.
fn below(mut site: PublicSite, organizer: &PublicOrganizer) -> Found {
    site.deregistered_on = site.deregistered_on.or(organizer.deregistered_on);
    (site, organizer.clone())
}

/// Reads the public record of a site. The day of its deregistration is an attribute beside the document.
pub(crate) fn read_site(found: &Item) -> Result<PublicSite, StoreError> {
    let mut site: PublicSite = item::data("record", found)?;
    site.deregistered_on = deregistered_on(found)?;
    Ok(site)
}

/// Reads the public record of an organizer. The day of its deregistration is an attribute beside the document.
pub(crate) fn read_organizer(found: &Item) -> Result<PublicOrganizer, StoreError> {
    let mut organizer: PublicOrganizer = item::data("record", found)?;
    organizer.deregistered_on = deregistered_on(found)?;
    Ok(organizer)
}

fn deregistered_on(found: &Item) -> Result<Option<Date>, StoreError> {
    let on = found.get("deregistered_on").and_then(|value| value.as_s().ok());
    on.map(|on| on.parse().map_err(|error| StoreError::corrupt("record", error))).transpose()
}
