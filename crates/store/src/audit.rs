//! Comparison of the table's items with their histories, for `beian verify`.

use crate::{
    Store, StoreError, account, cover, filing,
    item::{self, Item, string},
    keys::{self, EVENT, Key, PK, SK},
    public_record, record, request,
    transfer::{from_json, to_json},
};
use beian_filing::{
    account::Account,
    calendar::{CalendarEvent, LiveCalendar},
    claim::{Claim, Holder},
    filing::{Filing, FilingEvent},
    history::{Event, EventData, is_intact},
    identifier::FilingId,
    paper::PaperRequest,
    record::{PublicOrganizer, PublicSite, Record},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;

/// An event, and the text that was hashed.
pub type Entry<D> = (Event<D>, String);

/// The result of the comparison of a state with its history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// The state has the digest that its history expects.
    Same,
    /// The state has another digest.
    Differs,
    /// The history contains no digest, so the state cannot be compared.
    None,
}

impl Cover {
    /// Compares the digest in an event with the digest of the state.
    pub fn of(said: Option<&str>, found: &str) -> Cover {
        match said {
            Some(said) if said == found => Cover::Same,
            Some(_) => Cover::Differs,
            None => Cover::None,
        }
    }
}

/// A public record of an organizer or a site.
#[derive(Debug)]
pub enum PublicRecord {
    /// The public record of an organizer.
    Organizer(PublicOrganizer),
    /// The public record of a site.
    Site(PublicSite),
}

impl PublicRecord {
    /// Returns the sort key of the public record.
    pub fn sort_key(&self) -> String {
        match self {
            PublicRecord::Organizer(record) => Key::organizer(record.number).sk,
            PublicRecord::Site(record) => Key::site(record.number).sk,
        }
    }

    /// Returns the identifier of the filing that wrote the public record.
    pub fn filing_id(&self) -> FilingId {
        match self {
            PublicRecord::Organizer(record) => record.filing_id,
            PublicRecord::Site(record) => record.filing_id,
        }
    }

    /// Returns the digest that the filing's history has of the public record.
    ///
    /// # Errors
    /// No error is known, because a public record can always be serialized.
    pub fn digest(&self) -> Result<String, StoreError> {
        match self {
            PublicRecord::Organizer(record) => cover::organizer(record),
            PublicRecord::Site(record) => cover::site(record),
        }
    }

    /// Tells whether the public record agrees with the record.
    pub fn agrees(&self, record: &Record) -> bool {
        match self {
            PublicRecord::Organizer(organizer) => {
                organizer.number == record.number
                    && organizer.name == record.name
                    && organizer.approved_on == record.approved_on
                    && organizer.deregistered_on == record.deregistered_on
                    && organizer.filing_id == record.described()
            }
            PublicRecord::Site(public) => record.sites.iter().any(|site| {
                public.number == site.number
                    && public.organizer_number == record.number
                    && public.name == site.name
                    && public.domain == site.domain
                    && public.approved_on == site.approved_on
                    && public.deregistered_on == site.deregistered_on
                    && public.filing_id == site.described()
            }),
        }
    }
}

/// The items of one partition.
#[derive(Debug, Default)]
pub struct Partition(Vec<Item>);

impl Partition {
    /// Returns the history in order, without events outside the chain.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if an event cannot be read.
    pub fn history<D: EventData + DeserializeOwned>(&self) -> Result<Vec<Entry<D>>, StoreError> {
        let events = self.0.iter().filter(|item| string(item, SK).is_ok_and(|sk| sk.starts_with(EVENT)));
        let read = |item: &Item| Ok((item::data("event", item)?, string(item, "data")?.to_owned()));
        let mut entries: Vec<Entry<D>> = events.map(read).collect::<Result<_, StoreError>>()?;
        entries.retain(|(event, _)| event.seq > 0);
        entries.sort_by_key(|(event, _)| event.seq);
        Ok(entries)
    }

    /// Returns the public records, each with a flag that tells whether a look-up by its own name or domain finds it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] if a public record cannot be read.
    pub fn records(&self) -> Result<Vec<(PublicRecord, bool)>, StoreError> {
        let mut records = Vec::new();
        for item in &self.0 {
            let sk = string(item, SK)?;
            let sought = |name: &str| string(item, if name == "key" { "record_key" } else { "record_sort" });
            if sk == keys::ORGANIZER {
                let record = public_record::read_organizer(item)?;
                // The public record of a person has a masked name, so the name in the index cannot be checked.
                let named = sought("key")?.starts_with("NAME#");
                let sort = format!("{}#{}", record.approved_on, record.number);
                let found = named && sought("sort")? == sort;
                records.push((PublicRecord::Organizer(record), found));
            } else if sk.starts_with(keys::SITE) {
                let record = public_record::read_site(item)?;
                let sort = format!("{}#{}", record.approved_on, record.number);
                let found = sought("key")? == keys::domain_pk(&record.domain) && sought("sort")? == sort;
                records.push((PublicRecord::Site(record), found));
            }
        }
        Ok(records)
    }

    /// Tells whether the providers' lists contain exactly the sites to which the providers give access.
    pub fn lists_accesses_of(&self, record: &Record) -> bool {
        let listed = |item: &Item| {
            let sk = string(item, SK).ok()?;
            sk.starts_with(keys::ACCESS)
                .then(|| (sk.to_owned(), string(item, "provider_key").unwrap_or_default().to_owned()))
        };
        let found: BTreeSet<(String, String)> = self.0.iter().filter_map(listed).collect();
        let wanted = record::accesses(record).into_iter().map(|(position, provider)| {
            (Key::record_access(record.number, position, &provider).sk, keys::accesses_pk(&provider))
        });
        found == wanted.collect()
    }
}

impl Store {
    /// Reads all items of a partition.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn partition(&self, pk: &str) -> Result<Partition, StoreError> {
        let query = self
            .query()
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", item::text(pk))
            .consistent_read(true);
        Ok(Partition(self.found(query, usize::MAX, |item| Ok(item.clone())).await?))
    }

    /// Reads the holder of a claim.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claimant(&self, claim: &Claim) -> Result<Option<Holder>, StoreError> {
        let Some(found) = self.get(Key::claim(claim)).await? else { return Ok(None) };
        // The document is the holder itself, or has the holder in a field.
        let held: Value = item::data("claim", &found)?;
        Ok(serde_json::from_value(held.get("holder").unwrap_or(&held).clone()).ok())
    }
}

fn last<D: EventData>(history: &[Entry<D>]) -> Option<&str> {
    history.last().and_then(|(event, _)| event.digests.state.as_deref())
}

/// Compares a filing with its last event, or a draft with the digest of its last save. `state` is the item of the filing.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn filing(filing: &Filing, state: &Value, history: &[Entry<FilingEvent>]) -> Result<Cover, StoreError> {
    let seal = filing::seal(&from_json(state)?)?;
    let sealed = seal.as_deref().filter(|_| filing.status() == beian_filing::filing::FilingStatus::Draft);
    if seal.is_some() && sealed.is_none() {
        return Ok(Cover::Differs);
    }
    if let Some(sealed) = sealed {
        return Ok(Cover::of(Some(sealed), &cover::draft(filing)?));
    }
    // The event of a reminder has no digest of the form, so the last event with such a digest is used.
    let form = history.iter().rev().find_map(|(event, _)| event.digests.form.as_deref());
    let found = cover::form(filing)?.unwrap_or_default();
    Ok(match (Cover::of(last(history), &cover::filing(filing)?), Cover::of(form, &found)) {
        (Cover::Same, form) => form,
        (state, Cover::Same | Cover::None) => state,
        (_, Cover::Differs) => Cover::Differs,
    })
}

/// Compares a record with its last event. A record without events is compared with `issued`, the digest in the event of its approval.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn record<D: EventData>(
    record: &Record,
    history: &[Entry<D>],
    issued: Option<&str>,
) -> Result<Cover, StoreError> {
    let said = if history.is_empty() { issued } else { last(history) };
    Ok(Cover::of(said, &cover::record(record)?))
}

/// Compares a paper request with its last event.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn request<D: EventData>(request: &PaperRequest, history: &[Entry<D>]) -> Result<Cover, StoreError> {
    Ok(Cover::of(last(history), &cover::request(request)?))
}

/// Compares an account with its last event.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn account<D: EventData>(account: &Account, history: &[Entry<D>]) -> Result<Cover, StoreError> {
    Ok(Cover::of(last(history), &cover::account(account)?))
}

/// Compares a calendar with the signed calendars of its history. One of them must have the same digest.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn calendar(live: &LiveCalendar, events: &[Event<CalendarEvent>]) -> Result<Cover, StoreError> {
    let found = cover::calendar(live)?;
    let mut said = events.iter().filter_map(|event| event.digests.state.as_deref()).peekable();
    Ok(match said.peek() {
        None => Cover::None,
        Some(_) => {
            if said.any(|said| said == found) {
                Cover::Same
            } else {
                Cover::Differs
            }
        }
    })
}

/// Returns the name of a scanned page in a history.
pub fn page(record: &str, page: u16) -> String {
    cover::page_name(record, page)
}

/// Attributes that change without an event: the days of retention and of the next reminder.
const DAYS: [&str; 4] = ["due_key", "due_sort", "schedule_key", "schedule_sort"];

/// Tells whether an item is in the right lists: its index keys must follow from its document.
fn listed(found: &Value, wanted: &Item) -> Result<bool, StoreError> {
    let keys = |item: &Item| -> Result<Value, StoreError> {
        let mut item = item.clone();
        item.remove("data");
        DAYS.iter().for_each(|name| drop(item.remove(*name)));
        to_json(&item)
    };
    Ok(keys(&from_json(found)?)? == keys(wanted)?)
}

/// Tells whether a filing is in its lists, and whether the lists show the data of its form.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn filing_entries(filing: &Filing, state: &Value) -> Result<bool, StoreError> {
    let shown = filing::read(&from_json(state)?)?;
    let same = shown.form.organizer.name == filing.form.organizer.name
        && shown.form.organizer.unit_kind == filing.form.organizer.unit_kind
        && shown.form.site.domain == filing.form.site.domain
        && shown.form.access.provider == filing.form.access.provider
        && shown.form.further.len() == filing.form.further.len();
    Ok(same && listed(state, &filing::state_item(filing, None)?)?)
}

/// Tells whether a record is in its owner's list.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn record_entries(record: &Record, state: &Value) -> Result<bool, StoreError> {
    listed(state, &record::state_item(record)?)
}

/// Tells whether a paper request is in its list.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn request_entries(request: &PaperRequest, state: &Value) -> Result<bool, StoreError> {
    listed(state, &request::request_item(request)?)
}

/// Tells whether an account is in its list, and whether the item of a disabled account is marked as closed.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn account_entries(account: &Account, state: &Value) -> Result<bool, StoreError> {
    listed(state, &account::account_item(account)?)
}

/// Reads the document of an item.
///
/// # Errors
/// [`StoreError::Corrupt`] if an item cannot be read.
pub fn read<T: DeserializeOwned>(item: &Value) -> Result<T, StoreError> {
    item::data("item", &from_json(item)?)
}

/// Tells whether a history is one chain of `events` events that ends with the hash `head`.
pub fn is_complete<D: EventData>(history: &[Entry<D>], events: u32, last_hash: &str) -> bool {
    history.len() == events as usize && is_intact(history, last_hash)
}
