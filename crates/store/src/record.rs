//! Records 已备案信息: the organizers with their sites and accesses, as owners, providers and the bureau see them.

use crate::{
    Page, Store, StoreError,
    commit::{Stored, put_chained},
    cover, filing,
    index::{self, Index},
    item::{self, Item, text},
    keys::{self, Key},
    list::List,
    table::THERE,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    form::{Access, Form},
    history::{Digests, Event, Step},
    identifier::{OrganizerNumber, ProviderId, Username},
    record::{Record, RecordAccess, RecordEvent, RecordSite},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A site to which a provider gives access: its record, and its position in the record.
pub type ListedAccess = (Record, u32);

/// An entry in a provider's list of sites. It identifies the site and copies no data of it, because the data may change.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed {
    organizer_number: OrganizerNumber,
    position: u32,
}

impl Store {
    /// Reads the record with this organizer's number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record(&self, number: OrganizerNumber) -> Result<Option<Record>, StoreError> {
        self.get(Key::record(number)).await?.map(|found| read(&found)).transpose()
    }

    /// Reads the events of a record in order, each with the text that was hashed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn record_history(
        &self,
        number: OrganizerNumber,
    ) -> Result<Vec<(Event<RecordEvent>, String)>, StoreError> {
        self.chain(Key::record(number).pk).await
    }

    /// Lists the records of an owner, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn records_of(
        &self,
        username: &Username,
        cursor: Option<&str>,
    ) -> Result<Page<Record>, StoreError> {
        let list = List::of(Index::Owner, keys::records_pk(username)).after(cursor).newest_first();
        self.listing(list, read).await
    }

    /// Lists the sites to which a provider gives access, in the order of their domains.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accesses_of(
        &self,
        provider: &ProviderId,
        cursor: Option<&str>,
    ) -> Result<Page<ListedAccess>, StoreError> {
        let list = List::of(Index::Provider, keys::accesses_pk(provider)).after(cursor);
        let page = self.listing(list, |found| item::data::<Listed>("access", found)).await?;
        let mut numbers: Vec<OrganizerNumber> = page.items.iter().map(|it| it.organizer_number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = self.get_all(numbers.into_iter().map(Key::record).collect()).await?;
        let records: Vec<Record> = found.iter().map(read).collect::<Result<_, _>>()?;
        let line = |listed: &Listed| {
            let record = records.iter().find(|record| record.number == listed.organizer_number)?;
            Some((record.clone(), listed.position))
        };
        Ok(Page { items: page.items.iter().filter_map(line).collect(), next: page.next })
    }

    /// Reads the form that describes a record: the organizer, and with a position also the site and its access by this provider. Without
    /// a provider, the access of any provider is used.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn recorded_form(
        &self,
        record: &Record,
        position: Option<u32>,
        provider: Option<&ProviderId>,
    ) -> Result<Form, StoreError> {
        let site = position.and_then(|position| record.site(position));
        // A provider may not see the access of another provider.
        let own = |access: &&RecordAccess| provider.is_none_or(|provider| access.provider == *provider);
        let access = site.and_then(|site| site.live_accesses().find(own).map(|access| (site, access)));
        let section = |id, name, place| Key::section(id, if place == 0 { name } else { "further" });
        let place = site.map(RecordSite::described_index).unwrap_or_default();
        let access_place = access.map(|(site, access)| site.access_index(access)).unwrap_or_default();
        let mut wanted = vec![Key::section(record.described(), "organizer")];
        wanted.extend(site.map(|site| section(site.described(), "site", place)));
        wanted.extend(access.map(|(_, access)| section(access.filing_id, "access", access_place)));
        // The further sites of a filing share one section, and DynamoDB refuses a request that contains a key twice.
        wanted.dedup();
        let mut found = Form::default();
        for item in self.get_all(wanted).await? {
            filing::read_section(&mut found, &mut Vec::new(), &item)?;
        }
        Ok(Form {
            site: found.of_site(place).site,
            access: access
                .map(|(_, access)| Access {
                    provider: access.provider.to_string(),
                    ..found.of_site(access_place).access
                })
                .unwrap_or_default(),
            organizer: found.organizer,
            further: Vec::new(),
        })
    }
}

impl Stored for Record {
    fn condition(before: Option<&Record>) -> Condition {
        // The condition of the counter already fails if another approval took the number of a new record.
        if before.is_some() { Condition::State } else { Condition::Other }
    }

    fn item(&self, _event: Option<&Event<RecordEvent>>) -> Result<Item, StoreError> {
        let mut item = state_item(self)?;
        if let Some(on) = self.deregistered_on.filter(|_| self.is_deregistration_unfinished()) {
            // The daily run finishes a deregistration that its action did not finish.
            index::retain(&mut item, self.number, on);
        }
        if let Some(day) = self.next_reminder_on {
            index::schedule_expiry_reminder(&mut item, self.number, day);
        }
        Ok(item)
    }

    fn event_key(&self, command: &str) -> Key {
        Key::record_event(self.number, command)
    }

    fn put_step(
        step: Step<Record>,
        _store: &Store,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Record, StoreError> {
        deregister(&step, transaction)?;
        let Step { before, mut after, event, .. } = step;
        let state = Some(cover::record(&after)?);
        let digests = Digests { state, ..Digests::default() };
        put_chained(before.as_ref(), &mut after, event, digests, command, transaction)?;
        let (had, has) = (before.as_ref().map(accesses).unwrap_or_default(), accesses(&after));
        for (position, provider) in has.difference(&had) {
            transaction.put(Condition::Other, transaction::put(listed(&after, *position, provider)?))?;
        }
        for (position, provider) in had.difference(&has) {
            let key = Key::record_access(after.number, *position, provider);
            transaction.delete(Condition::Other, transaction::delete(key))?;
        }
        Ok(after)
    }
}

/// Adds the day of deregistration to the public records that a step deregisters. The public records stay in the table.
fn deregister(step: &Step<Record>, transaction: &mut Transaction) -> Result<(), StoreError> {
    let on = step.deregistered_on().map(|on| on.to_string()).unwrap_or_default();
    let sites = step.deregistered_sites().map(|site| Key::site(site.number));
    let organizer = step.deregisters_organizer().then(|| Key::organizer(step.after.number));
    for key in organizer.into_iter().chain(sites) {
        let update = transaction::update(key)
            .update_expression("SET deregistered_on = :on")
            .condition_expression(THERE)
            .expression_attribute_values(":on", text(&on));
        transaction.update(Condition::State, update)?;
    }
    Ok(())
}

/// Builds the item that adds a site to a provider's list.
fn listed(record: &Record, position: u32, provider: &ProviderId) -> Result<Item, StoreError> {
    let site = record
        .sites
        .iter()
        .find(|site| site.position == position)
        .ok_or_else(|| StoreError::corrupt("on file", "no such site"))?;
    let listed = Listed { organizer_number: record.number, position };
    let mut item = item::document(Key::record_access(record.number, position, provider), &listed)?;
    let sort = format!("{}#{}", site.domain, site.number);
    Index::Provider.enter(&mut item, keys::accesses_pk(provider), sort);
    Ok(item)
}

/// Builds the item of a record, without the days of retention and of the next reminder.
pub(crate) fn state_item(record: &Record) -> Result<Item, StoreError> {
    let mut state = item::document(Key::record(record.number), record)?;
    item::set_version(&mut state, record.version);
    let sort = format!("{}#{}", record.approved_on, record.number);
    Index::Owner.enter(&mut state, keys::records_pk(&record.owner), sort);
    Ok(state)
}

/// Returns the present accesses of a record, each with the position of the site and the provider.
pub(crate) fn accesses(record: &Record) -> BTreeSet<(u32, ProviderId)> {
    let sites = record.sites.iter().filter(|site| site.is_live());
    sites
        .flat_map(|site| site.live_accesses().map(|access| (site.position, access.provider.clone())))
        .collect()
}

pub(crate) fn read(found: &Item) -> Result<Record, StoreError> {
    item::data("on file", found)
}
