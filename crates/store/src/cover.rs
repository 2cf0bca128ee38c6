//! Digests of what an event leaves behind, so that a history covers the state, the records and the scans that it led to.
//!
//! Each is made of the value and not of the stored bytes, so that it is found again after an export. Left out is what changes
//! without an event: versions, index keys, sessions.

use crate::{
    StoreError,
    commit::serialize,
    item,
    keys::{Key, STATE},
};
use beian_filing::{
    account::{Account, SecondFactor},
    calendar_change::LiveCalendar,
    filing::{Filing, Issue},
    history::{ScanDigest, digest_of},
    on_file::{FileStep, OnFile},
    paper::{PaperRequest, Papers},
    record::{OrganizerRecord, SiteRecord},
};
use std::collections::BTreeMap;

pub(crate) fn filing(filing: &Filing) -> Result<String, StoreError> {
    Ok(digest_of(&item::canonical(filing)?))
}

/// Of a form and its scans, where they were read with the filing.
pub(crate) fn form(filing: &Filing) -> Result<Option<String>, StoreError> {
    filing.is_whole.then(|| Ok(digest_of(&serialize(&(&filing.form, &filing.scans))?))).transpose()
}

/// Of a draft that was saved without an event.
pub(crate) fn draft(filing: &Filing) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&(self::filing(filing)?, form(filing)?))?))
}

pub(crate) fn file(file: &OnFile) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&OnFile { version: 0, head: String::new(), ..file.clone() })?))
}

pub(crate) fn request(request: &PaperRequest) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&PaperRequest { version: 0, head: String::new(), ..request.clone() })?))
}

/// Of an account, what no sign-in changes. An address that is proposed counts as the one that holds: it takes effect without an event.
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
        known: Vec::new(),
        preferences: beian_filing::account::Preferences::default(),
        version: 0,
        head: String::new(),
        ..account.clone()
    })?))
}

/// Of the calendar, without how far it was counted by.
pub(crate) fn calendar(live: &LiveCalendar) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&LiveCalendar { recounted: 0, ..live.clone() })?))
}

pub(crate) fn organizer(record: &OrganizerRecord) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&OrganizerRecord { deregistered_on: None, ..record.clone() })?))
}

pub(crate) fn site(record: &SiteRecord) -> Result<String, StoreError> {
    Ok(digest_of(&serialize(&SiteRecord { deregistered_on: None, ..record.clone() })?))
}

/// Of what an approval writes beside the filing: the public records, and what came on file without a history of its own.
pub(crate) fn issued(
    issue: Option<&Issue>,
    step: Option<&FileStep>,
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
        digests.insert(STATE.to_owned(), file(&step.after)?);
    }
    Ok(digests)
}

/// Name of a scanned page in a history.
pub(crate) fn page_name(file: &str, page: u16) -> String {
    format!("{file}/{page}")
}

/// Of the scanned pages that came with a step of a paper request.
pub(crate) fn came(before: Option<&PaperRequest>, after: &PaperRequest) -> Vec<ScanDigest> {
    let had: Vec<&Papers> = before.into_iter().flat_map(|before| &before.papers).collect();
    let new = after
        .papers
        .iter()
        .filter(|papers| !had.iter().any(|old| old.piece == papers.piece && old.file == papers.file));
    new.flat_map(|papers| {
        papers.pages.iter().filter_map(|page| {
            Some(ScanDigest { id: page_name(&papers.file, page.page), sha256: page.sha256.clone()? })
        })
    })
    .collect()
}
