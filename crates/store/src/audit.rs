//! Comparing the table's items with their histories, for `beian verify`.

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
    paper::PaperRequest,
    record::{PublicOrganizer, PublicSite, Record},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;

/// An event with the bytes that were hashed.
pub type Entry<D> = (Event<D>, String);

/// The comparison of a state with the history that led to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// The state is the one that the last event left.
    Same,
    /// The state is another one.
    Differs,
    /// The last event is older than digests, so that nothing can be compared.
    None,
}

impl Cover {
    /// Compares the digest of an event with the digest of the state.
    pub fn of(said: Option<&str>, found: &str) -> Cover {
        match said {
            Some(said) if said == found => Cover::Same,
            Some(_) => Cover::Differs,
            None => Cover::None,
        }
    }
}

/// A public record.
#[derive(Debug)]
pub enum PublicRecord {
    /// An organizer's record.
    Organizer(PublicOrganizer),
    /// A site's record.
    Site(PublicSite),
}

impl PublicRecord {
    /// The sort key.
    pub fn sort_key(&self) -> String {
        match self {
            PublicRecord::Organizer(record) => Key::organizer(&record.number).sk,
            PublicRecord::Site(record) => Key::site(&record.organizer_number, &record.number).sk,
        }
    }

    /// The filing that wrote the record.
    pub fn filing_id(&self) -> &str {
        match self {
            PublicRecord::Organizer(record) => &record.filing_id,
            PublicRecord::Site(record) => &record.filing_id,
        }
    }

    /// The digest, as the filing's history has it.
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn digest(&self) -> Result<String, StoreError> {
        match self {
            PublicRecord::Organizer(record) => cover::organizer(record),
            PublicRecord::Site(record) => cover::site(record),
        }
    }

    /// Whether the public record says the same as the parties' record.
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
    /// The history in order; events outside the chain are left out.
    ///
    /// # Errors
    /// When an event cannot be read.
    pub fn history<D: EventData + DeserializeOwned>(&self) -> Result<Vec<Entry<D>>, StoreError> {
        let events = self.0.iter().filter(|item| string(item, SK).is_ok_and(|sk| sk.starts_with(EVENT)));
        let read = |item: &Item| Ok((item::data("event", item)?, string(item, "data")?.to_owned()));
        let mut entries: Vec<Entry<D>> = events.map(read).collect::<Result<_, StoreError>>()?;
        entries.retain(|(event, _)| event.seq > 0);
        entries.sort_by_key(|(event, _)| event.seq);
        Ok(entries)
    }

    /// The public records, and for each whether look-ups find it by its own name or domain.
    ///
    /// # Errors
    /// When a record cannot be read.
    pub fn records(&self) -> Result<Vec<(PublicRecord, bool)>, StoreError> {
        let mut records = Vec::new();
        for item in &self.0 {
            let sk = string(item, SK)?;
            let sought = |name: &str| string(item, if name == "key" { "record_key" } else { "record_sort" });
            if sk == keys::ORGANIZER {
                let record = public_record::read_organizer(item)?;
                // A person's name is masked in the record, so that the name in the index cannot be checked.
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

    /// Whether the providers' lists name exactly the sites that they give access.
    pub fn lists_accesses_of(&self, record: &Record) -> bool {
        let listed = |item: &Item| {
            let sk = string(item, SK).ok()?;
            sk.starts_with(keys::ACCESS)
                .then(|| (sk.to_owned(), string(item, "provider_key").unwrap_or_default().to_owned()))
        };
        let found: BTreeSet<(String, String)> = self.0.iter().filter_map(listed).collect();
        let wanted = record::accesses(record).into_iter().map(|(position, provider)| {
            (Key::record_access(&record.number, position, &provider).sk, keys::accesses_pk(&provider))
        });
        found == wanted.collect()
    }
}

impl Store {
    /// Every item of a partition.
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

    /// The holder of a claim.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claimant(&self, claim: &Claim) -> Result<Option<Holder>, StoreError> {
        let Some(found) = self.get(Key::claim(claim)).await? else { return Ok(None) };
        // A claim of another province has more fields than its holder.
        let held: Value = item::data("claim", &found)?;
        Ok(serde_json::from_value(held.get("holder").unwrap_or(&held).clone()).ok())
    }
}

fn last<D: EventData>(history: &[Entry<D>]) -> Option<&str> {
    history.last().and_then(|(event, _)| event.digests.leaves.as_deref())
}

/// Whether a filing is in the state that its last event left, or that the last saving of its draft left. `state` is its item.
///
/// # Errors
/// When an item cannot be read.
pub fn filing(filing: &Filing, state: &Value, history: &[Entry<FilingEvent>]) -> Result<Cover, StoreError> {
    let seal = filing::seal(&from_json(state)?)?;
    let sealed = seal.as_deref().filter(|_| filing.status() == beian_filing::filing::FilingStatus::Draft);
    if seal.is_some() && sealed.is_none() {
        return Ok(Cover::Differs);
    }
    if let Some(sealed) = sealed {
        return Ok(Cover::of(Some(sealed), &cover::draft(filing)?));
    }
    // A reminder's event has no digest of the form, so that the last event with one counts.
    let form = history.iter().rev().find_map(|(event, _)| event.digests.form.as_deref());
    let found = cover::form(filing)?.unwrap_or_default();
    Ok(match (Cover::of(last(history), &cover::filing(filing)?), Cover::of(form, &found)) {
        (Cover::Same, form) => form,
        (state, Cover::Same | Cover::None) => state,
        (_, Cover::Differs) => Cover::Differs,
    })
}

/// Whether a record is in the state that its last event left. A record without events must be as its approval wrote it.
///
/// # Errors
/// When an item cannot be read.
pub fn record<D: EventData>(
    record: &Record,
    history: &[Entry<D>],
    issued: Option<&str>,
) -> Result<Cover, StoreError> {
    let said = if history.is_empty() { issued } else { last(history) };
    Ok(Cover::of(said, &cover::record(record)?))
}

/// Whether a paper request is in the state that its last event left.
///
/// # Errors
/// When an item cannot be read.
pub fn request<D: EventData>(request: &PaperRequest, history: &[Entry<D>]) -> Result<Cover, StoreError> {
    Ok(Cover::of(last(history), &cover::request(request)?))
}

/// Whether an account is in the state that its last event left.
///
/// # Errors
/// When an item cannot be read.
pub fn account<D: EventData>(account: &Account, history: &[Entry<D>]) -> Result<Cover, StoreError> {
    Ok(Cover::of(last(history), &cover::account(account)?))
}

/// Whether a calendar is one that somebody signed.
///
/// # Errors
/// When an item cannot be read.
pub fn calendar(live: &LiveCalendar, events: &[Event<CalendarEvent>]) -> Result<Cover, StoreError> {
    let found = cover::calendar(live)?;
    let mut said = events.iter().filter_map(|event| event.digests.leaves.as_deref()).peekable();
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

/// The name of a scanned page in a history.
pub fn page(record: &str, page: u16) -> String {
    cover::page_name(record, page)
}

/// The attributes that change without an event: the days of retention and of the next reminder.
const DAYS: [&str; 4] = ["due_key", "due_sort", "schedule_key", "schedule_sort"];

/// Whether an item stands in the right lists: its index keys are the ones that follow from its document.
fn listed(found: &Value, wanted: &Item) -> Result<bool, StoreError> {
    let keys = |item: &Item| -> Result<Value, StoreError> {
        let mut item = item.clone();
        item.remove("data");
        DAYS.iter().for_each(|name| drop(item.remove(*name)));
        to_json(&item)
    };
    Ok(keys(&from_json(found)?)? == keys(wanted)?)
}

/// Whether a filing stands in its lists, and the lists show the same as its form.
///
/// # Errors
/// When an item cannot be read.
pub fn filing_entries(filing: &Filing, state: &Value) -> Result<bool, StoreError> {
    let shown = filing::read(&from_json(state)?)?;
    let same = shown.form.organizer.name == filing.form.organizer.name
        && shown.form.organizer.unit_kind == filing.form.organizer.unit_kind
        && shown.form.site.domain == filing.form.site.domain
        && shown.form.access.provider == filing.form.access.provider
        && shown.form.further.len() == filing.form.further.len();
    Ok(same && listed(state, &filing::state_item(filing, None)?)?)
}

/// Whether a record stands in its owner's list.
///
/// # Errors
/// When an item cannot be read.
pub fn record_entries(record: &Record, state: &Value) -> Result<bool, StoreError> {
    listed(state, &record::state_item(record)?)
}

/// Whether a paper request stands in its list.
///
/// # Errors
/// When an item cannot be read.
pub fn request_entries(request: &PaperRequest, state: &Value) -> Result<bool, StoreError> {
    listed(state, &request::request_item(request)?)
}

/// Whether an account stands in its list, and a disabled account is marked as closed.
///
/// # Errors
/// When an item cannot be read.
pub fn account_entries(account: &Account, state: &Value) -> Result<bool, StoreError> {
    listed(state, &account::account_item(account)?)
}

/// Reads the document of an item.
///
/// # Errors
/// When an item cannot be read.
pub fn read<T: DeserializeOwned>(item: &Value) -> Result<T, StoreError> {
    item::data("item", &from_json(item)?)
}

/// Whether a history is one chain of so many events that ends with this hash.
pub fn is_complete<D: EventData>(history: &[Entry<D>], events: u32, head: &str) -> bool {
    history.len() == events as usize && is_intact(history, head)
}
