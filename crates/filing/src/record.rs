//! The record 已备案信息 of an organizer: its sites on file, the providers that give them access, and the changes that are
//! possible.
//!
//! A record refers to the filings that created it and copies nothing from them. Their forms hold the private data, and
//! the filings hold the claims. A reader who may not see a form therefore does not find its data in the record either.

use crate::{
    history::{Actor, Role},
    identifier::{FilingId, OrganizerNumber, ProviderId, Username},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub mod approved_filing;
pub mod authorization;
pub mod certificate;
pub mod deregistration;
pub mod event;
pub mod expiry;
pub mod permissions;
pub mod public;
pub mod refusal;
pub mod reminders;
pub mod site;
pub mod step;
#[cfg(test)]
mod tests;

pub use approved_filing::ApprovedFiling;
pub use authorization::Authorization;
pub use certificate::{CertificateContent, CertificateStanding, CertifiedSite, GROUP, SIGNS};
pub use event::{RecordEvent, RecordEventKind};
pub use expiry::{ExpiringItem, Expiry, ExpiryKind};
pub use permissions::RecordAction;
pub use public::{PublicOrganizer, PublicSite, public_name, search_name};
pub use refusal::RecordRefusal;
pub use site::{RecordAccess, RecordSite};

/// The record of one organizer, under its filing number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The organizer's filing number, such as `赣ICP备2026000123号`.
    pub number: OrganizerNumber,
    /// The number of changes so far. A write succeeds only if the stored record still has the version that the writer
    /// read.
    pub version: u64,
    /// Account of the owner.
    pub owner: Username,
    /// The organizer's public name. An individual's name is masked.
    pub name: String,
    /// Identifier of the filing that put the organizer on file. It holds the claim on the organizer's certificate.
    pub filing_id: FilingId,
    /// Identifier of the filing that last changed the organizer, if there is one. Its form describes the organizer now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<FilingId>,
    /// Identifiers of filings that described the organizer or a site earlier. Their private data is erased after the
    /// deregistration of the organizer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<FilingId>,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day of the deregistration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// The sites, by position. Deregistered sites stay in the list.
    pub sites: Vec<RecordSite>,
    /// The authorizations 授权码 that were neither used nor revoked. Each lets a provider begin one filing for the owner. An expired one
    /// stays until the next authorization.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorizations: Vec<Authorization>,
    /// The parts of the record that expire, each with its last valid day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expiries: Vec<Expiry>,
    /// The day of the next expiry reminder, as the last change computed it. The serialized record does not contain it.
    #[serde(skip)]
    pub next_reminder_on: Option<Date>,
    /// The number of events in the history.
    pub events: u32,
    /// Hash of the last event. The next event is chained to it.
    pub last_hash: String,
}

impl Record {
    /// Returns whether the organizer is on file now.
    pub fn is_live(&self) -> bool {
        self.deregistered_on.is_none()
    }

    /// Returns the identifier of the filing with the form that describes the organizer now.
    pub fn described(&self) -> FilingId {
        self.described_by.unwrap_or(self.filing_id)
    }

    /// Returns the site at this position.
    pub fn site(&self, position: u32) -> Option<&RecordSite> {
        self.sites.iter().find(|site| site.position == position)
    }

    /// Returns the site at this position if it is on file now. `None` means the organizer, which must be on file too.
    ///
    /// # Errors
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`].
    pub fn require_live(&self, position: Option<u32>) -> Result<Option<&RecordSite>, RecordRefusal> {
        if !self.is_live() {
            return Err(RecordRefusal::AlreadyDeregistered);
        }
        match position.map(|position| self.site(position).ok_or(RecordRefusal::NotOnFile)).transpose()? {
            Some(site) if !site.is_live() => Err(RecordRefusal::AlreadyDeregistered),
            site => Ok(site),
        }
    }

    /// Returns the same as [`Record::require_live`] for this reader. A provider must also give access to the site now or, with
    /// `None`, to any site of the organizer.
    ///
    /// # Errors
    /// The refusals of [`Record::require_live`], and [`RecordRefusal::NoSuchAccess`].
    pub fn live_for(
        &self,
        actor: &Actor,
        position: Option<u32>,
    ) -> Result<Option<&RecordSite>, RecordRefusal> {
        let site = self.require_live(position)?;
        match (actor.role, &actor.provider) {
            (Role::Provider, Some(provider)) if !self.is_with(provider, position) => {
                Err(RecordRefusal::NoSuchAccess)
            }
            _ => Ok(site),
        }
    }

    /// Returns the position of the next new site. No position is used twice.
    pub fn next_position(&self) -> u32 {
        self.sites.iter().map(|site| site.position).max().unwrap_or(0) + 1
    }

    /// Returns whether the provider gives access to this site now or, with `None`, to any site.
    pub fn is_with(&self, provider: &ProviderId, position: Option<u32>) -> bool {
        self.sites
            .iter()
            .filter(|site| position.is_none_or(|position| site.position == position))
            .any(|site| site.is_with(provider))
    }

    /// Returns a provider that gives access to this site now or, with `None`, to any site.
    pub fn a_provider(&self, position: Option<u32>) -> Option<&ProviderId> {
        self.sites
            .iter()
            .filter(|site| site.is_live() && position.is_none_or(|position| site.position == position))
            .find_map(|site| site.live_accesses().next())
            .map(|access| &access.provider)
    }

    /// Returns the position of a site to which the provider gives access now.
    pub fn a_site_of(&self, provider: &ProviderId) -> Option<u32> {
        self.sites.iter().find(|site| site.is_with(provider)).map(|site| site.position)
    }

    /// Returns the identifiers of the filings that the live part of the record refers to, and those of [`Record::former`].
    pub fn filings(&self) -> BTreeSet<FilingId> {
        let organizer = self.is_live().then(|| [self.filing_id, self.described()]);
        let organizer = organizer.into_iter().flatten().chain(self.former.iter().copied());
        let sites = self.sites.iter().filter(|site| site.is_live()).flat_map(RecordSite::filings);
        organizer.chain(sites).collect()
    }

    /// Returns the record's identifier in the API: the digits of the filing number, such as `2026000123`.
    pub fn id(&self) -> String {
        self.number.record_id()
    }

    /// Returns the sites to which the provider gives or gave access. The provider sees no other sites.
    pub fn sites_of<'a>(&'a self, provider: &'a ProviderId) -> impl Iterator<Item = &'a RecordSite> {
        self.sites.iter().filter(move |site| site.accesses.iter().any(|access| access.provider == *provider))
    }

    /// Returns the identifiers of the filings that one site refers to, even if it is deregistered. With `None`, the function returns the
    /// same as [`Record::filings`].
    pub fn filings_of(&self, position: Option<u32>) -> BTreeSet<FilingId> {
        match position {
            None => self.filings(),
            Some(position) => self.site(position).into_iter().flat_map(RecordSite::filings).collect(),
        }
    }
}
