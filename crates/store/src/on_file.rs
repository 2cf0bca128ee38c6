//! What is on file, as its parties know it.

use crate::{
    Page, Store, StoreError, clock,
    commit::{self, Guard, Transaction},
    cover,
    item::{self, Item, number, text},
    keys::{self, Key},
    list::{Index, List},
};
use aws_sdk_dynamodb::types::{Delete, Put, TransactWriteItem};
use beian_filing::{
    filing::Step,
    form::{Access, Form},
    history::{Digests, Event, digest_of},
    on_file::{AccessOnFile, FileStep, OnFile, RecordEvent, SiteOnFile},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A site that a provider gives access: what is on file under this number, and the site's position.
pub type ListedAccess = (OnFile, u32);

/// Where a provider's list finds a site. It copies nothing: names change.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Listed {
    organizer_number: String,
    position: u32,
}

impl Store {
    /// Saves a step of what is on file, and returns it as it now is.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_file(&self, step: FileStep, command: &str) -> Result<OnFile, StoreError> {
        self.commit_file_with(step, Vec::new(), command).await
    }

    /// The same, with what becomes of filings.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_file_with(
        &self,
        step: FileStep,
        filings: Vec<Step>,
        command: &str,
    ) -> Result<OnFile, StoreError> {
        let mut transaction = Transaction::default();
        for filing in filings {
            self.filing(filing, command, &mut transaction)?;
        }
        let after = self.file(step, command, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Adds a step of what is on file to a transaction.
    pub(crate) fn file(
        &self,
        step: FileStep,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<OnFile, StoreError> {
        let on = step.struck_on().map(|on| on.to_string()).unwrap_or_default();
        let sites = step.struck_sites().map(|site| Key::site(&step.after.number, &site.number));
        let organizer = step.strikes_organizer().then(|| Key::organizer(&step.after.number));
        self.strike(organizer.into_iter().chain(sites), &on, transaction)?;
        let FileStep { before, mut after, event } = step;
        let put = || Put::builder().table_name(&self.settings.table);
        let leaves = Some(cover::file(&after)?);
        let event = event.map(|event| event.with_digests(Digests { leaves, ..Digests::default() }));
        let stored = event.as_ref().map(commit::encode).transpose()?;
        if let Some(stored) = &stored {
            after.head = digest_of(stored);
        }
        let mut state = state_item(&after)?;
        if let Some(on) = after.deregistered_on.filter(|_| after.is_unswept()) {
            // Were nobody to go on with it, the daily run does.
            item::retained(&mut state, &after.number, on);
        }
        if let Some(day) = after.look_on {
            clock::expires(&mut state, &after.number, day);
        }
        let state = put().set_item(Some(state));
        let believed = before.as_ref().map(|before| before.version);
        // What is new stands behind the number's counter, whose guard tells that the number was taken.
        let guard = if before.is_some() { Guard::State } else { Guard::Other };
        transaction.put_versioned(guard, state, believed)?;
        if let (Some(event), Some(stored)) = (&event, stored) {
            let key = Key::on_file_event(&after.number, command);
            let entry = commit::event_item(key, stored, event, !event.notices.is_empty());
            transaction.put_entry(put().set_item(Some(entry)))?;
        }
        let (had, has) = (before.as_ref().map(accesses).unwrap_or_default(), accesses(&after));
        for (position, provider) in has.difference(&had) {
            let listed = self.listed(&after, *position, provider)?;
            transaction.put(Guard::Other, put().set_item(Some(listed)))?;
        }
        for (position, provider) in had.difference(&has) {
            let delete = Delete::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::on_file_access(&after.number, *position, provider))))
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::Other, TransactWriteItem::builder().delete(delete).build());
        }
        Ok(after)
    }

    /// The entry by which a provider finds a site.
    fn listed(&self, file: &OnFile, position: u32, provider: &str) -> Result<Item, StoreError> {
        let site = file
            .sites
            .iter()
            .find(|site| site.position == position)
            .ok_or_else(|| StoreError::corrupt("on file", "no such site"))?;
        let listed = Listed { organizer_number: file.number.clone(), position };
        let mut item = item::document(Key::on_file_access(&file.number, position, provider), &listed)?;
        item.insert("provider_key".to_owned(), text(keys::on_file_pk(provider)));
        item.insert("provider_sort".to_owned(), text(format!("{}#{}", site.domain, site.number)));
        Ok(item)
    }

    /// What is on file under an organizer's number.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn on_file(&self, number: &str) -> Result<Option<OnFile>, StoreError> {
        self.get(Key::on_file(number)).await?.map(|found| read(&found)).transpose()
    }

    /// Everything that happened to what is on file, in order, each entry with the bytes that were hashed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn on_file_history(
        &self,
        number: &str,
    ) -> Result<Vec<(Event<RecordEvent>, String)>, StoreError> {
        self.chain(Key::on_file(number).pk).await
    }

    /// What an owner has on file, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn records_of(&self, username: &str, cursor: Option<&str>) -> Result<Page<OnFile>, StoreError> {
        let list = List::of(Index::Owner, keys::records_pk(username)).after(cursor).newest_first();
        self.listing(list, read).await
    }

    /// The sites that a provider gives access, by domain.
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

    /// The forms that describe what is on file: the organizer, and with a position the site and how this provider, or else any, reaches
    /// it.
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
        // How another provider reaches it is no business of this one's.
        let own = |access: &&AccessOnFile| provider.is_none_or(|provider| access.provider == provider);
        let access = site.and_then(|site| site.live_accesses().find(own).map(|access| (site, access)));
        let section = |id, name, place| Key::section(id, if place == 0 { name } else { "further" });
        let place = site.map(SiteOnFile::described_place).unwrap_or_default();
        let access_place = access.map(|(site, access)| site.access_place(access)).unwrap_or_default();
        let mut wanted = vec![Key::section(file.described(), "organizer")];
        wanted.extend(site.map(|site| section(site.described(), "site", place)));
        wanted.extend(access.map(|(_, access)| section(&access.filing_id, "access", access_place)));
        // What an order added after its first site stands together.
        wanted.dedup();
        let mut found = Form::default();
        for item in self.get_all(wanted).await? {
            item::read_section(&mut found, &mut Vec::new(), &item)?;
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

/// The item of what is on file, without the days on which something is due.
pub(crate) fn state_item(file: &OnFile) -> Result<Item, StoreError> {
    let mut state = item::document(Key::on_file(&file.number), file)?;
    state.insert("version".to_owned(), number(file.version));
    state.insert("owner_key".to_owned(), text(keys::records_pk(&file.owner)));
    state.insert("owner_sort".to_owned(), text(format!("{}#{}", file.approved_on, file.number)));
    Ok(state)
}

/// The accesses that serve now, by position and provider.
pub(crate) fn accesses(file: &OnFile) -> BTreeSet<(u32, String)> {
    let sites = file.sites.iter().filter(|site| site.is_live());
    sites
        .flat_map(|site| site.live_accesses().map(|access| (site.position, access.provider.clone())))
        .collect()
}

pub(crate) fn read(found: &Item) -> Result<OnFile, StoreError> {
    item::data("on file", found)
}
