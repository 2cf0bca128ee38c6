//! Records 备案信息: an organizer's entry on file, as its parties know it.

use crate::{
    Page, Store, StoreError, cover, filing, history,
    index::{self, Index},
    item::{self, Item, text},
    keys::{self, Key},
    list::List,
    table::THERE,
    transaction::{self, Guard, Transaction},
};
use beian_filing::{
    form::{Access, Form},
    history::{Digests, Event, digest_of},
    record::{AccessOnFile, FileStep, OnFile, RecordEvent, SiteOnFile},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A site that a provider gives access: the record, and the site's position in it.
pub type ListedAccess = (OnFile, u32);

/// An entry in a provider's list of sites. It names the site and copies nothing of it, because names change.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed {
    organizer_number: String,
    position: u32,
}

impl Store {
    /// Adds a step of a record to a transaction.
    pub(crate) fn file(
        &self,
        step: FileStep,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<OnFile, StoreError> {
        deregister(&step, transaction)?;
        let FileStep { before, mut after, event } = step;
        let leaves = Some(cover::file(&after)?);
        let event = event.map(|event| event.with_digests(Digests { leaves, ..Digests::default() }));
        let stored = event.as_ref().map(history::encode).transpose()?;
        if let Some(stored) = &stored {
            after.head = digest_of(stored);
        }
        let mut state = state_item(&after)?;
        if let Some(on) = after.deregistered_on.filter(|_| after.is_unswept()) {
            // The daily run finishes a deregistration that its action left unfinished.
            index::retain(&mut state, &after.number, on);
        }
        if let Some(day) = after.look_on {
            index::remind_of_expiry(&mut state, &after.number, day);
        }
        let believed = before.as_ref().map(|before| before.version);
        // A new record has a guarded number already: the counter's guard fails when the number was taken meanwhile.
        let guard = if before.is_some() { Guard::State } else { Guard::Other };
        transaction.put_versioned(guard, state, believed)?;
        if let (Some(event), Some(stored)) = (&event, stored) {
            let key = Key::on_file_event(&after.number, command);
            transaction.put_event(history::event_item(key, stored, event, !event.notices.is_empty()))?;
        }
        let (had, has) = (before.as_ref().map(accesses).unwrap_or_default(), accesses(&after));
        for (position, provider) in has.difference(&had) {
            transaction.put(Guard::Other, transaction::put(listed(&after, *position, provider)?))?;
        }
        for (position, provider) in had.difference(&has) {
            let key = Key::on_file_access(&after.number, *position, provider);
            transaction.delete(Guard::Other, transaction::delete(key))?;
        }
        Ok(after)
    }

    /// The record under an organizer's number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn on_file(&self, number: &str) -> Result<Option<OnFile>, StoreError> {
        self.get(Key::on_file(number)).await?.map(|found| read(&found)).transpose()
    }

    /// The events of a record in order, each with the bytes that were hashed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn on_file_history(
        &self,
        number: &str,
    ) -> Result<Vec<(Event<RecordEvent>, String)>, StoreError> {
        self.chain(Key::on_file(number).pk).await
    }

    /// The records of an owner, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn records_of(&self, username: &str, cursor: Option<&str>) -> Result<Page<OnFile>, StoreError> {
        let list = List::of(Index::Owner, keys::records_pk(username)).after(cursor).newest_first();
        self.listing(list, read).await
    }

    /// The sites that a provider gives access, ordered by domain.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accesses_of(
        &self,
        provider: &str,
        cursor: Option<&str>,
    ) -> Result<Page<ListedAccess>, StoreError> {
        let list = List::of(Index::Provider, keys::on_file_pk(provider)).after(cursor);
        let page = self.listing(list, |found| item::data::<Listed>("access", found)).await?;
        let mut numbers: Vec<&str> = page.items.iter().map(|it| it.organizer_number.as_str()).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let found = self.get_all(numbers.into_iter().map(Key::on_file).collect()).await?;
        let files: Vec<OnFile> = found.iter().map(read).collect::<Result<_, _>>()?;
        let line = |listed: &Listed| {
            let file = files.iter().find(|file| file.number == listed.organizer_number)?;
            Some((file.clone(), listed.position))
        };
        Ok(Page { items: page.items.iter().filter_map(line).collect(), next: page.next })
    }

    /// The form that describes a record: the organizer, and with a position the site and its access by this provider. Without a
    /// provider, the access by any provider serves.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn form_on_file(
        &self,
        file: &OnFile,
        position: Option<u32>,
        provider: Option<&str>,
    ) -> Result<Form, StoreError> {
        let site = position.and_then(|position| file.site(position));
        // A provider may not see the access of another one.
        let own = |access: &&AccessOnFile| provider.is_none_or(|provider| access.provider == provider);
        let access = site.and_then(|site| site.live_accesses().find(own).map(|access| (site, access)));
        let section = |id, name, place| Key::section(id, if place == 0 { name } else { "further" });
        let place = site.map(SiteOnFile::described_place).unwrap_or_default();
        let access_place = access.map(|(site, access)| site.access_place(access)).unwrap_or_default();
        let mut wanted = vec![Key::section(file.described(), "organizer")];
        wanted.extend(site.map(|site| section(site.described(), "site", place)));
        wanted.extend(access.map(|(_, access)| section(&access.filing_id, "access", access_place)));
        // The further sites of a filing share one section, which DynamoDB refuses to be asked for twice.
        wanted.dedup();
        let mut found = Form::default();
        for item in self.get_all(wanted).await? {
            filing::read_section(&mut found, &mut Vec::new(), &item)?;
        }
        Ok(Form {
            site: found.of_site(place).site,
            access: access
                .map(|(_, access)| Access {
                    provider: access.provider.clone(),
                    ..found.of_site(access_place).access
                })
                .unwrap_or_default(),
            organizer: found.organizer,
            further: Vec::new(),
        })
    }
}

/// Marks the public records that a step takes off file. They stay in the table with the day.
fn deregister(step: &FileStep, transaction: &mut Transaction) -> Result<(), StoreError> {
    let on = step.struck_on().map(|on| on.to_string()).unwrap_or_default();
    let sites = step.struck_sites().map(|site| Key::site(&step.after.number, &site.number));
    let organizer = step.strikes_organizer().then(|| Key::organizer(&step.after.number));
    for key in organizer.into_iter().chain(sites) {
        let update = transaction::update(key)
            .update_expression("SET struck_on = :on")
            .condition_expression(THERE)
            .expression_attribute_values(":on", text(&on));
        transaction.update(Guard::State, update)?;
    }
    Ok(())
}

/// The item by which a provider's list finds a site.
fn listed(file: &OnFile, position: u32, provider: &str) -> Result<Item, StoreError> {
    let site = file
        .sites
        .iter()
        .find(|site| site.position == position)
        .ok_or_else(|| StoreError::corrupt("on file", "no such site"))?;
    let listed = Listed { organizer_number: file.number.clone(), position };
    let mut item = item::document(Key::on_file_access(&file.number, position, provider), &listed)?;
    let sort = format!("{}#{}", site.domain, site.number);
    Index::Provider.enter(&mut item, keys::on_file_pk(provider), sort);
    Ok(item)
}

/// The item of a record, without the days of its next reminders.
pub(crate) fn state_item(file: &OnFile) -> Result<Item, StoreError> {
    let mut state = item::document(Key::on_file(&file.number), file)?;
    item::set_version(&mut state, file.version);
    let sort = format!("{}#{}", file.approved_on, file.number);
    Index::Owner.enter(&mut state, keys::records_pk(&file.owner), sort);
    Ok(state)
}

/// The accesses in force, each with the site's position and the provider.
pub(crate) fn accesses(file: &OnFile) -> BTreeSet<(u32, String)> {
    let sites = file.sites.iter().filter(|site| site.is_live());
    sites
        .flat_map(|site| site.live_accesses().map(|access| (site.position, access.provider.clone())))
        .collect()
}

pub(crate) fn read(found: &Item) -> Result<OnFile, StoreError> {
    item::data("on file", found)
}
