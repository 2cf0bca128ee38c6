//! Items: a key, a JSON document in `data`, and the attributes that guards and indexes read.

use crate::{
    StoreError, clock,
    keys::{self, Key, PK, SK},
};
use aws_sdk_dynamodb::types::AttributeValue;
use beian_filing::{
    conflict::Claim,
    filing::{Filing, Scan, Sheet},
    form::{Form, FurtherSite},
    kind::{About, Kind},
    state::State,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::{BTreeSet, HashMap};

/// The attributes of an item.
pub(crate) type Item = HashMap<String, AttributeValue>;

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

pub(crate) fn key(key: Key) -> Item {
    HashMap::from([(PK.to_owned(), text(key.pk)), (SK.to_owned(), text(key.sk))])
}

/// Has the table forget an item by itself from this moment on; the attribute is what template.yaml names.
pub(crate) fn expire(item: &mut Item, at: Timestamp) {
    item.insert("expires_at".to_owned(), number(at.as_second()));
}

/// An item that holds a document.
pub(crate) fn document(at: Key, data: &impl Serialize) -> Result<Item, StoreError> {
    let data = serde_json::to_string(data).map_err(|error| StoreError::corrupt("document", error))?;
    let mut item = key(at);
    item.insert("data".to_owned(), text(data));
    Ok(item)
}

pub(crate) fn string<'a>(item: &'a Item, name: &'static str) -> Result<&'a str, StoreError> {
    item.get(name)
        .and_then(|value| value.as_s().ok())
        .map(String::as_str)
        .ok_or_else(|| StoreError::corrupt(name, "not a text"))
}

/// Reads the document of an item.
pub(crate) fn data<T: DeserializeOwned>(kind: &'static str, item: &Item) -> Result<T, StoreError> {
    serde_json::from_str(string(item, "data")?).map_err(|error| StoreError::corrupt(kind, error))
}

/// The sections that a form is stored in, each in an item of its own, so that a change writes only what changed.
pub(crate) const SECTIONS: [&str; 5] = ["organizer", "site", "access", "further", "scans"];

fn is_none(further: &usize) -> bool {
    *further == 0
}

/// The state item's document. What stands in lists and views of lists stands here too.
#[derive(Serialize, Deserialize)]
struct StateDocument {
    reference: String,
    kind: Kind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<About>,
    owner: String,
    created_at: Timestamp,
    changed_at: Timestamp,
    entered_at: Timestamp,
    #[serde(default)]
    entered_event: u32,
    state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    submitted_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    forwarded_on: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sheet: Option<Sheet>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claims: Vec<Claim>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    warned_on: Option<Date>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    tidied: bool,
    events: u32,
    head: String,
    organizer_name: String,
    unit_kind: String,
    domain: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assignee: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    authors: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "is_none")]
    further: usize,
    provider: String,
    /// Digest of a draft that was saved again: no event covers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
}

impl StateDocument {
    fn of(filing: &Filing) -> StateDocument {
        StateDocument {
            reference: filing.reference.clone(),
            kind: filing.kind,
            about: filing.about.clone(),
            owner: filing.owner.clone(),
            created_at: filing.created_at,
            changed_at: filing.changed_at,
            entered_at: filing.entered_at,
            entered_event: filing.entered_event,
            state: filing.state.clone(),
            submitted_on: filing.submitted_on,
            forwarded_on: filing.forwarded_on,
            sheet: filing.sheet.clone(),
            claims: filing.claims.clone(),
            warned_on: filing.warned_on,
            erased: filing.erased,
            tidied: filing.tidied,
            events: filing.events,
            head: filing.head.clone(),
            organizer_name: filing.form.organizer.name.clone(),
            unit_kind: filing.form.organizer.unit_kind.clone(),
            domain: filing.form.site.domain.clone(),
            assignee: filing.assignee.clone(),
            authors: filing.authors.clone(),
            further: filing.form.further.len(),
            provider: filing.form.access.provider.clone(),
            seal: None,
        }
    }
}

/// All that a filing says, in the form in which it is digested: with its form and its scans, and without the hash of its last event,
/// which has that digest in it, and whether it was tidied, which no event says.
pub(crate) fn canonical(filing: &Filing) -> Result<String, StoreError> {
    let document = StateDocument { head: String::new(), tidied: false, ..StateDocument::of(filing) };
    crate::commit::serialize(&document)
}

/// The item of a filing's state, with its index keys, and for a draft that was saved without an event its digest.
pub(crate) fn state_item(filing: &Filing, seal: Option<String>) -> Result<Item, StoreError> {
    let stage = filing.stage();
    let document = StateDocument { seal, ..StateDocument::of(filing) };
    let mut item = self::document(Key::filing(&filing.id), &document)?;
    let mut set = |name: &str, value: String| item.insert(name.to_owned(), text(value));
    // The most urgent first: by the day the move is due, else by the day it came there.
    let urgency = match filing.state.due() {
        Some(due) => due.date.to_string(),
        // What is paused comes last, and is not late.
        None if filing.state.term().is_some() => format!("~{}", filing.entered_at),
        None => filing.entered_at.to_string(),
    };
    if stage != beian_filing::state::Stage::Deleted {
        set("owner_key", keys::owner_pk(&filing.owner));
        set("owner_sort", format!("{}#{}", filing.created_at, filing.id));
    }
    if let Some(provider) = filing.provider() {
        set("provider_key", keys::provider_pk(provider));
        set("provider_sort", format!("{}#{urgency}#{}", stage.as_str(), filing.id));
    }
    if stage.is_open() {
        set("stage_key", keys::stage_pk(stage.as_str(), keys::shard(&filing.id)));
        set("stage_sort", format!("{urgency}#{}", filing.id));
    }
    if stage == beian_filing::state::Stage::UnderReview {
        let whose = match &filing.assignee {
            Some(name) => keys::assigned_pk(name),
            None => keys::unassigned_pk(keys::shard(&filing.id)),
        };
        set("record_key", whose);
        set("record_sort", format!("{urgency}#{}", filing.id));
    }
    if let Some(day) = filing.retained_until {
        retained(&mut item, &filing.id, day);
    }
    if let Some(day) = filing.look_on {
        clock::wound(&mut item, &filing.id, day);
    }
    item.insert("version".to_owned(), number(filing.version));
    Ok(item)
}

/// The digest of a draft that was saved again since its last event.
#[cfg(feature = "transfer")]
pub(crate) fn seal(item: &Item) -> Result<Option<String>, StoreError> {
    data::<StateDocument>("filing", item).map(|document| document.seal)
}

/// Puts an item on the list of what retention looks at.
pub(crate) fn retained(item: &mut Item, id: &str, day: Date) {
    item.insert("due_key".to_owned(), text(keys::retained_pk(keys::shard(id))));
    item.insert("due_sort".to_owned(), text(format!("{day}#{id}")));
}

/// Reads a filing's state; its form holds only what lists show until [`read_section`] fills the rest.
pub(crate) fn read_state(item: &Item) -> Result<Filing, StoreError> {
    let id = string(item, PK)?.strip_prefix("FILING#").unwrap_or_default().to_owned();
    let version = item
        .get("version")
        .and_then(|value| value.as_n().ok())
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| StoreError::corrupt("version", "not a number"))?;
    let document: StateDocument = data("filing", item)?;
    let mut form = Form::default();
    form.organizer.name = document.organizer_name;
    form.organizer.unit_kind = document.unit_kind;
    form.site.domain = document.domain;
    // How many there are; what they say stands in its section.
    form.further = vec![FurtherSite::default(); document.further];
    form.access.provider = document.provider;
    Ok(Filing {
        id,
        version,
        reference: document.reference,
        kind: document.kind,
        about: document.about,
        owner: document.owner,
        created_at: document.created_at,
        changed_at: document.changed_at,
        entered_at: document.entered_at,
        entered_event: document.entered_event,
        state: document.state,
        submitted_on: document.submitted_on,
        forwarded_on: document.forwarded_on,
        sheet: document.sheet,
        claims: document.claims,
        events: document.events,
        head: document.head,
        form,
        assignee: document.assignee,
        authors: document.authors,
        scans: Vec::new(),
        is_whole: false,
        warned_on: document.warned_on,
        erased: document.erased,
        tidied: document.tidied,
        // The next step finds it anew.
        retained_until: None,
        look_on: None,
    })
}

/// The item of one section, if it differs from what was believed.
pub(crate) fn section_item(
    section: &str,
    before: Option<&Filing>,
    after: &Filing,
) -> Result<Option<Item>, StoreError> {
    let at = Key::section(&after.id, section);
    let changed = match (section, before) {
        ("organizer", Some(before)) => before.form.organizer != after.form.organizer,
        ("site", Some(before)) => before.form.site != after.form.site,
        ("access", Some(before)) => before.form.access != after.form.access,
        ("further", Some(before)) => before.form.further != after.form.further,
        ("further", None) => !after.form.further.is_empty(),
        ("scans", Some(before)) => before.scans != after.scans,
        ("scans", None) => !after.scans.is_empty(),
        (_, None) => after.form != Form::default(),
        _ => false,
    };
    if !changed {
        return Ok(None);
    }
    match section {
        "organizer" => document(at, &after.form.organizer),
        "site" => document(at, &after.form.site),
        "access" => document(at, &after.form.access),
        "further" => document(at, &after.form.further),
        _ => document(at, &after.scans),
    }
    .map(Some)
}

/// Fills one section of a form, or the scans with it, from its item.
pub(crate) fn read_section(form: &mut Form, scans: &mut Vec<Scan>, item: &Item) -> Result<(), StoreError> {
    match string(item, SK)?.strip_prefix("FORM#") {
        Some("organizer") => form.organizer = data("organizer", item)?,
        Some("site") => form.site = data("site", item)?,
        Some("access") => form.access = data("access", item)?,
        Some("further") => form.further = data("further", item)?,
        Some("scans") => *scans = data("scans", item)?,
        _ => {}
    }
    Ok(())
}
