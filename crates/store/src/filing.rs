//! The items of a filing: its state, with the attributes that lists read, and the sections of its form.

use crate::{
    StoreError,
    index::{self, Index},
    item::{self, Item, data, document, string},
    keys::{self, Key, PK, SK},
};
use beian_filing::{
    claim::Claim,
    filing::{Filing, FilingStatus, Scan, State, VerificationSheet},
    form::{About, FilingKind, Form, FurtherSite},
    identifier::{Reference, Username},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The sections of a form, scans included. Each section is an item of its own, so a step writes only the changed sections.
pub(crate) const SECTIONS: [&str; 5] = ["organizer", "site", "access", "further", "scans"];

fn is_none(further: &usize) -> bool {
    *further == 0
}

/// The document of the state item. Lists read no other item, so the document repeats the parts of the form that lists show.
#[derive(Serialize, Deserialize)]
struct StateDocument {
    reference: Reference,
    kind: FilingKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    about: Option<About>,
    owner: Username,
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
    sheet: Option<VerificationSheet>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    claims: Vec<Claim>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expiry_warned_on: Option<Date>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    erased: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    scans_purged: bool,
    events: u32,
    last_hash: String,
    organizer_name: String,
    unit_kind: String,
    domain: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    assignee: Option<Username>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    authors: BTreeSet<Username>,
    #[serde(default, skip_serializing_if = "is_none")]
    further: usize,
    provider: String,
    /// Digest of a draft that was saved without an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seal: Option<String>,
}

impl StateDocument {
    fn of(filing: &Filing) -> StateDocument {
        StateDocument {
            reference: filing.reference,
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
            expiry_warned_on: filing.expiry_warned_on,
            erased: filing.erased,
            scans_purged: filing.scans_purged,
            events: filing.events,
            last_hash: filing.last_hash.clone(),
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

/// Returns the text from which the digest of a filing is computed. It omits the hash of the last event, because that event contains the
/// digest, and `scans_purged`, because it changes without an event.
pub(crate) fn canonical(filing: &Filing) -> Result<String, StoreError> {
    let document =
        StateDocument { last_hash: String::new(), scans_purged: false, ..StateDocument::of(filing) };
    item::serialize(&document)
}

/// Builds the item of a filing's state. `seal` is the digest of a draft that is saved without an event.
pub(crate) fn state_item(filing: &Filing, seal: Option<String>) -> Result<Item, StoreError> {
    let status = filing.status();
    let document = StateDocument { seal, ..StateDocument::of(filing) };
    let mut item = self::document(Key::filing(filing.id), &document)?;
    // Worklists begin with the most urgent filing. Its urgency is its due day, or without one the time at which it entered its status.
    let urgency = match filing.state.due() {
        Some(due) => due.date.to_string(),
        // A paused filing cannot become late, so `~` sorts it behind all others.
        None if filing.state.deadline().is_some() => format!("~{}", filing.entered_at),
        None => filing.entered_at.to_string(),
    };
    if status != FilingStatus::Deleted {
        let sort = format!("{}#{}", filing.created_at, filing.id);
        Index::Owner.enter(&mut item, keys::owner_pk(&filing.owner), sort);
    }
    if let Some(provider) = filing.provider() {
        let sort = format!("{}#{urgency}#{}", status.as_str(), filing.id);
        Index::Provider.enter(&mut item, keys::provider_pk(&provider), sort);
    }
    let sort = format!("{urgency}#{}", filing.id);
    if status.is_open() {
        let partition = keys::status_pk(status.as_str(), keys::shard(filing.id));
        Index::Status.enter(&mut item, partition, sort.clone());
    }
    if status == FilingStatus::UnderReview {
        let partition = match &filing.assignee {
            Some(name) => keys::assigned_pk(name),
            None => keys::unassigned_pk(keys::shard(filing.id)),
        };
        Index::Record.enter(&mut item, partition, sort);
    }
    if let Some(day) = filing.retained_until {
        index::retain(&mut item, filing.id, day);
    }
    if let Some(day) = filing.next_reminder_on {
        index::schedule_reminder(&mut item, filing.id, day);
    }
    item::set_version(&mut item, filing.version);
    Ok(item)
}

/// Reads the digest of a draft that was saved without an event.
#[cfg(feature = "transfer")]
pub(crate) fn seal(item: &Item) -> Result<Option<String>, StoreError> {
    data::<StateDocument>("filing", item).map(|document| document.seal)
}

/// Reads the state of a filing. Its form has only the data that lists show, until [`read_section`] adds the rest.
pub(crate) fn read(item: &Item) -> Result<Filing, StoreError> {
    let id = item::id("filing", string(item, PK)?.strip_prefix("FILING#").unwrap_or_default())?;
    let version =
        item::read_number(item, "version").ok_or_else(|| StoreError::corrupt("version", "not a number"))?;
    let document: StateDocument = data("filing", item)?;
    let mut form = Form::default();
    form.organizer.name = document.organizer_name;
    form.organizer.unit_kind = document.unit_kind;
    form.site.domain = document.domain;
    // Lists show only the number of further sites, so the entries are empty until their section is read.
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
        last_hash: document.last_hash,
        form,
        assignee: document.assignee,
        authors: document.authors,
        scans: Vec::new(),
        is_whole: false,
        expiry_warned_on: document.expiry_warned_on,
        erased: document.erased,
        scans_purged: document.scans_purged,
        // Each step computes both days, so they need not be read.
        retained_until: None,
        next_reminder_on: None,
    })
}

/// Builds the item of one section; `None` if the section has not changed.
pub(crate) fn section_item(
    section: &str,
    before: Option<&Filing>,
    after: &Filing,
) -> Result<Option<Item>, StoreError> {
    let at = Key::section(after.id, section);
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

/// Reads one section into a form, or into the scans.
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
