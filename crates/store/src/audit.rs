//! Comparing what stands in the table with what its history says. `beian verify` alone does so.

use crate::{
    Store, StoreError, account, cover,
    item::{self, Item, string},
    keys::{self, EVENT, Key, PK, SK},
    on_file, record, request,
    transfer::{from_json, to_json},
};
use beian_filing::{
    account::Account,
    calendar_change::{CalendarEvent, LiveCalendar},
    conflict::{Claim, Holder},
    filing::{Filing, FilingEvent},
    history::{Event, EventData, is_intact},
    on_file::OnFile,
    paper::PaperRequest,
    record::{OrganizerRecord, SiteRecord},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::collections::BTreeSet;

/// An event with the bytes that were hashed.
pub type Entry<D> = (Event<D>, String);

/// What a history says of the state that it led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    /// It is what the last event left.
    Same,
    /// It is not.
    Differs,
    /// The last event is from before digests were kept.
    None,
}

impl Cover {
    /// What a digest says of the one that was found.
    pub fn of(said: Option<&str>, found: &str) -> Cover {
        match said {
            Some(said) if said == found => Cover::Same,
            Some(_) => Cover::Differs,
            None => Cover::None,
        }
    }
}

/// A public record as it stands.
#[derive(Debug)]
pub enum PublicRecord {
    /// Of an organizer.
    Organizer(OrganizerRecord),
    /// Of a site.
    Site(SiteRecord),
}

impl PublicRecord {
    /// Its sort key.
    pub fn sort_key(&self) -> String {
        match self {
            PublicRecord::Organizer(record) => Key::organizer(&record.number).sk,
            PublicRecord::Site(record) => Key::site(&record.organizer_number, &record.number).sk,
        }
    }

    /// The filing that wrote it.
    pub fn filing_id(&self) -> &str {
        match self {
            PublicRecord::Organizer(record) => &record.filing_id,
            PublicRecord::Site(record) => &record.filing_id,
        }
    }

    /// Its digest, as the filing's history has it.
    ///
    /// # Errors
    /// Never, as far as is known.
    pub fn digest(&self) -> Result<String, StoreError> {
        match self {
            PublicRecord::Organizer(record) => cover::organizer(record),
            PublicRecord::Site(record) => cover::site(record),
        }
    }

    /// Whether it says what is on file.
    pub fn agrees(&self, file: &OnFile) -> bool {
        match self {
            PublicRecord::Organizer(record) => {
                record.number == file.number
                    && record.name == file.name
                    && record.approved_on == file.approved_on
                    && record.deregistered_on == file.deregistered_on
                    && record.filing_id == file.described()
            }
            PublicRecord::Site(record) => file.sites.iter().any(|site| {
                record.number == site.number
                    && record.organizer_number == file.number
                    && record.name == site.name
                    && record.domain == site.domain
                    && record.approved_on == site.approved_on
                    && record.deregistered_on == site.deregistered_on
                    && record.filing_id == site.described()
            }),
        }
    }
}

/// The items of one partition.
#[derive(Debug, Default)]
pub struct Partition(Vec<Item>);

impl Partition {
    /// The history, in order; entries beside the chain are left out.
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

    /// The public records, each with whether it is found under what it says.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn records(&self) -> Result<Vec<(PublicRecord, bool)>, StoreError> {
        let mut records = Vec::new();
        for item in &self.0 {
            let sk = string(item, SK)?;
            let sought = |name: &str| string(item, if name == "key" { "record_key" } else { "record_sort" });
            if sk == keys::ORGANIZER {
                let record = record::read_organizer(item)?;
                // A person's masked name does not tell under which it is found.
                let named = sought("key")?.starts_with("NAME#");
                let sort = format!("{}#{}", record.approved_on, record.number);
                let found = named && sought("sort")? == sort;
                records.push((PublicRecord::Organizer(record), found));
            } else if sk.starts_with(keys::SITE) {
                let record = record::read_site(item)?;
                let sort = format!("{}#{}", record.approved_on, record.number);
                let found = sought("key")? == keys::domain_pk(&record.domain) && sought("sort")? == sort;
                records.push((PublicRecord::Site(record), found));
            }
        }
        Ok(records)
    }

    /// Whether providers find exactly the sites that they give access.
    pub fn lists_accesses_of(&self, file: &OnFile) -> bool {
        let listed = |item: &Item| {
            let sk = string(item, SK).ok()?;
            sk.starts_with(keys::ACCESS)
                .then(|| (sk.to_owned(), string(item, "provider_key").unwrap_or_default().to_owned()))
        };
        let found: BTreeSet<(String, String)> = self.0.iter().filter_map(listed).collect();
        let wanted = on_file::accesses(file).into_iter().map(|(position, provider)| {
            (Key::on_file_access(&file.number, position, &provider).sk, keys::on_file_pk(&provider))
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
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("#pk = :pk")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_values(":pk", item::text(pk))
            .consistent_read(true);
        Ok(Partition(self.found(query, usize::MAX, |item| Ok(item.clone())).await?))
    }

    /// Who holds a claim.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn claimant(&self, claim: &Claim) -> Result<Option<Holder>, StoreError> {
        let Some(found) = self.get(Key::claim(claim)).await? else { return Ok(None) };
        // A claim of another province carries more than who holds it.
        let held: Value = item::data("claim", &found)?;
        Ok(serde_json::from_value(held.get("holder").unwrap_or(&held).clone()).ok())
    }
}

fn last<D: EventData>(history: &[Entry<D>]) -> Option<&str> {
    history.last().and_then(|(event, _)| event.digests.leaves.as_deref())
}

/// Whether a filing is what its last event left, or the last saving of its draft. `state` is its item.
///
/// # Errors
/// When it cannot be read.
pub fn filing(filing: &Filing, state: &Value, history: &[Entry<FilingEvent>]) -> Result<Cover, StoreError> {
    let seal = item::seal(&from_json(state)?)?;
    let sealed = seal.as_deref().filter(|_| filing.stage() == beian_filing::state::Stage::Draft);
    if seal.is_some() && sealed.is_none() {
        return Ok(Cover::Differs);
    }
    if let Some(sealed) = sealed {
        return Ok(Cover::of(Some(sealed), &cover::draft(filing)?));
    }
    // Reminders and the like have no form: the last step that had one counts.
    let form = history.iter().rev().find_map(|(event, _)| event.digests.form.as_deref());
    let found = cover::form(filing)?.unwrap_or_default();
    Ok(match (Cover::of(last(history), &cover::filing(filing)?), Cover::of(form, &found)) {
        (Cover::Same, form) => form,
        (state, Cover::Same | Cover::None) => state,
        (_, Cover::Differs) => Cover::Differs,
    })
}

/// Whether what is on file is what its last event left, or the approval that put it there said.
///
/// # Errors
/// When it cannot be read.
pub fn file<D: EventData>(
    file: &OnFile,
    history: &[Entry<D>],
    issued: Option<&str>,
) -> Result<Cover, StoreError> {
    let said = if history.is_empty() { issued } else { last(history) };
    Ok(Cover::of(said, &cover::file(file)?))
}

/// Whether a paper request is what its last event left.
///
/// # Errors
/// When it cannot be read.
pub fn request<D: EventData>(request: &PaperRequest, history: &[Entry<D>]) -> Result<Cover, StoreError> {
    Ok(Cover::of(last(history), &cover::request(request)?))
}

/// Whether an account is what its last event left.
///
/// # Errors
/// When it cannot be read.
pub fn account<D: EventData>(account: &Account, history: &[Entry<D>]) -> Result<Cover, StoreError> {
    Ok(Cover::of(last(history), &cover::account(account)?))
}

/// Whether a calendar is one that somebody signed.
///
/// # Errors
/// When it cannot be read.
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
pub fn page(file: &str, page: u16) -> String {
    cover::page_name(file, page)
}

/// What of an item moves by itself: the days on which retention and the clock look at it.
const DAYS: [&str; 4] = ["due_key", "due_sort", "clock_key", "clock_sort"];

/// Whether an item stands in the lists in which it belongs: its index keys are those that its document asks for.
fn listed(found: &Value, wanted: &Item) -> Result<bool, StoreError> {
    let keys = |item: &Item| -> Result<Value, StoreError> {
        let mut item = item.clone();
        item.remove("data");
        DAYS.iter().for_each(|name| drop(item.remove(*name)));
        to_json(&item)
    };
    Ok(keys(&from_json(found)?)? == keys(wanted)?)
}

/// Whether a filing stands in its lists, and they show what its form says.
///
/// # Errors
/// When it cannot be read.
pub fn filing_listed(filing: &Filing, state: &Value) -> Result<bool, StoreError> {
    let shown = item::read_state(&from_json(state)?)?;
    let same = shown.form.organizer.name == filing.form.organizer.name
        && shown.form.organizer.unit_kind == filing.form.organizer.unit_kind
        && shown.form.site.domain == filing.form.site.domain
        && shown.form.access.provider == filing.form.access.provider
        && shown.form.further.len() == filing.form.further.len();
    Ok(same && listed(state, &item::state_item(filing, None)?)?)
}

/// Whether what is on file stands in its owner's list.
///
/// # Errors
/// When it cannot be read.
pub fn file_listed(file: &OnFile, state: &Value) -> Result<bool, StoreError> {
    listed(state, &on_file::state_item(file)?)
}

/// Whether a paper request stands in its list.
///
/// # Errors
/// When it cannot be read.
pub fn request_listed(request: &PaperRequest, state: &Value) -> Result<bool, StoreError> {
    listed(state, &request::request_item(request)?)
}

/// Whether an account stands in its list, and is closed where it says so.
///
/// # Errors
/// When it cannot be read.
pub fn account_listed(account: &Account, state: &Value) -> Result<bool, StoreError> {
    listed(state, &account::account_item(account)?)
}

/// Reads the document of an item.
///
/// # Errors
/// When it cannot be read.
pub fn read<T: DeserializeOwned>(item: &Value) -> Result<T, StoreError> {
    item::data("item", &from_json(item)?)
}

/// Whether a history is one chain of so many events that ends with this hash.
pub fn is_whole<D: EventData>(history: &[Entry<D>], events: u32, head: &str) -> bool {
    history.len() == events as usize && is_intact(history, head)
}
