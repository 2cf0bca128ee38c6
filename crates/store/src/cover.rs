//! Digests of the state after an event. A history thereby covers the state, the records and the scans that it led to.
//!
//! A digest is made of the value and not of the stored bytes, so that it stays the same after an export. It leaves out the parts
//! that change without an event: versions, index keys, sessions.

use crate::{
    StoreError, filing,
    item::serialize,
    keys::{Key, STATE},
};
use beian_filing::{
    account::{Account, SecondFactor},
    calendar::LiveCalendar,
    filing::{Filing, Publication},
    history::{ScanDigest, digest_of},
    paper::{PaperRequest, Papers},
    record::{PublicOrganizer, PublicSite, Record, RecordStep},
};
use std::collections::BTreeMap;

pub(crate) fn filing(filing: &Filing) -> Result<String, StoreError> {
    Ok(digest_of(&filing::canonical(filing)?))
}

/// The digest of a form and its scans, if they were read with the filing.
pub(crate) fn form(filing: &Filing) -> Result<Option<String>, StoreError> {
    filing.is_whole.then(|| Ok(digest_of(&serialize(&(&filing.form, &filing.scans))?))).transpose()
}

/// The digest of a draft that was saved without an event.
pub(crate) fn draft(filing: &Filing) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&(self::filing(filing)?, form(filing)?))?))
}

pub(crate) fn record(record: &Record) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&Record { version: 0, last_hash: String::new(), ..record.clone() })?))
}

pub(crate) fn request(request: &PaperRequest) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PaperRequest { version: 0, last_hash: String::new(), ..request.clone() })?))
}

/// The digest of the parts of an account that no sign-in changes. A proposed address counts as the valid one, because it becomes
/// valid without an event.
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

/// The digest of the calendar. It leaves out the version by which terms were counted, because no event tells of that.
pub(crate) fn calendar(live: &LiveCalendar) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&LiveCalendar { recalculated: 0, ..live.clone() })?))
}

pub(crate) fn organizer(record: &PublicOrganizer) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PublicOrganizer { deregistered_on: None, ..record.clone() })?))
}

pub(crate) fn site(record: &PublicSite) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PublicSite { deregistered_on: None, ..record.clone() })?))
}

/// The digests of the items that an approval writes beside the filing: the public records, and a record without a history of its own.
pub(crate) fn issued(
    issue: Option<&Publication>,
    step: Option<&RecordStep>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let mut digests = BTreeMap::new();
    if let Some(issue) = issue {
        if let Some((record, _)) = &issue.organizer {
            digests.insert(Key::organizer(&record.number).sk, organizer(record)?);
        }
        for record in &issue.sites {
            digests.insert(Key::site(&record.organizer_number, &record.number).sk, site(record)?);
        }
    }
    if let Some(step) = step.filter(|step| step.event.is_none()) {
        digests.insert(STATE.to_owned(), record(&step.after)?);
    }
    Ok(digests)
}

/// The name of a scanned page in a history.
pub(crate) fn page_name(record: &str, page: u16) -> String {
    format!("{record}/{page}")
}

/// The digests of the scanned pages that a step adds to a paper request.
pub(crate) fn new_pages(before: Option<&PaperRequest>, after: &PaperRequest) -> Vec<ScanDigest> {
    let had: Vec<&Papers> = before.into_iter().flat_map(|before| &before.papers).collect();
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
