//! Digests of the state after an event. An event contains them, so the hash chain of a history also protects the state, the public
//! records and the scans.
//!
//! A digest is computed from the value and not from the stored bytes, so an export does not change it. It omits the data that changes
//! without an event: versions, index keys, sessions.

use crate::{
    StoreError, filing,
    item::serialize,
    keys::{Key, STATE},
};
use beian_filing::{
    account::{Account, SecondFactor},
    calendar::LiveCalendar,
    filing::{Filing, Publication, PublishedOrganizer},
    history::{ScanDigest, Step, digest_of},
    paper::{LetterPages, PaperRequest},
    record::{PublicOrganizer, PublicSite, Record},
};
use std::collections::BTreeMap;

pub(crate) fn filing(filing: &Filing) -> Result<String, StoreError> {
    Ok(digest_of(&filing::canonical(filing)?))
}

/// Returns the digest of a form and its scans; `None` if they were not read with the filing.
pub(crate) fn form(filing: &Filing) -> Result<Option<String>, StoreError> {
    filing.is_whole.then(|| Ok(digest_of(&serialize(&(&filing.form, &filing.scans))?))).transpose()
}

/// Returns the digest of a draft that is saved without an event.
pub(crate) fn draft(filing: &Filing) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&(self::filing(filing)?, form(filing)?))?))
}

pub(crate) fn record(record: &Record) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&Record { version: 0, last_hash: String::new(), ..record.clone() })?))
}

pub(crate) fn request(request: &PaperRequest) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PaperRequest { version: 0, last_hash: String::new(), ..request.clone() })?))
}

/// Returns the digest of an account without the data that a sign-in changes. A proposed address counts as the present one, because it
/// takes effect without a chained event.
pub(crate) fn account(account: &Account) -> Result<String, StoreError> {
    let email = account.proposed_email.as_ref().map_or(&account.email, |proposed| &proposed.email);
    let factor = account.second_factor.clone();
    Ok(digest_of(&serialize(&Account {
        email: email.clone(),
        proposed_email: None,
        temporary: None,
        proposed_factor: None,
        second_factor: factor.map(|factor| SecondFactor { last_step: 0, recovery: Vec::new(), ..factor }),
        sessions: Vec::new(),
        known_browsers: Vec::new(),
        preferences: beian_filing::account::Preferences::default(),
        version: 0,
        last_hash: String::new(),
        ..account.clone()
    })?))
}

/// Returns the digest of the calendar. It omits the version with which the deadlines were recalculated, because that version changes
/// without an event.
pub(crate) fn calendar(live: &LiveCalendar) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&LiveCalendar { recalculated: 0, ..live.clone() })?))
}

pub(crate) fn organizer(record: &PublicOrganizer) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PublicOrganizer { deregistered_on: None, ..record.clone() })?))
}

pub(crate) fn site(record: &PublicSite) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PublicSite { deregistered_on: None, ..record.clone() })?))
}

/// Returns the digests of the items that an approval writes besides the filing: the public records, and a record whose step has no event.
pub(crate) fn issued(
    issue: Option<&Publication>,
    step: Option<&Step<Record>>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut digests = BTreeMap::new();
    if let Some(issue) = issue {
        if let Some(PublishedOrganizer { record, .. }) = &issue.organizer {
            digests.insert(Key::organizer(record.number).sk, organizer(record)?);
        }
        for record in &issue.sites {
            digests.insert(Key::site(record.number).sk, site(record)?);
        }
    }
    if let Some(step) = step.filter(|step| step.event.is_none()) {
        digests.insert(STATE.to_owned(), record(&step.after)?);
    }
    Ok(digests)
}

/// Returns the name of a scanned page in a history.
pub(crate) fn page_name(batch: &str, page: u16) -> String {
    format!("{batch}/{page}")
}

/// Returns the digests of the scanned pages that a step adds to a paper request.
pub(crate) fn new_pages(before: Option<&PaperRequest>, after: &PaperRequest) -> Vec<ScanDigest> {
    let had: Vec<&LetterPages> = before.into_iter().flat_map(|before| &before.papers).collect();
    let new = after
        .papers
        .iter()
        .filter(|papers| !had.iter().any(|old| old.letter == papers.letter && old.batch == papers.batch));
    new.flat_map(|papers| {
        papers.pages.iter().filter_map(|page| {
            Some(ScanDigest { id: page_name(&papers.batch, page.page), sha256: page.sha256.clone()? })
        })
    })
    .collect()
}
