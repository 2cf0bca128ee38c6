//! What is on file 已备案信息 of an organizer: its sites, who gives each access, and what may become of them.
//!
//! It refers to the filings that put things there: their forms hold what is private, they hold the claims. So nothing is
//! written twice, and whoever may not see a form does not find it here either.

use crate::{
    history::{Actor, Role},
    identifier::filing_number::id_of,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub mod authorization;
pub mod certificate;
pub mod deregistration;
pub mod event;
pub mod expiry;
pub mod origin;
pub mod permissions;
pub mod public;
pub mod refusal;
pub mod reminders;
pub mod site;
pub mod step;
#[cfg(test)]
mod tests;

pub use authorization::Authorization;
pub use certificate::{Certified, CertifiedSite, GROUP, SIGNS, Standing};
pub use event::{RecordEvent, RecordEventKind};
pub use expiry::{Expires, Expiring, Expiry};
pub use origin::Origin;
pub use public::{OrganizerRecord, SiteRecord, public_name, search_name};
pub use refusal::RecordRefusal;
pub use site::{AccessOnFile, SiteOnFile};
pub use step::FileStep;

/// What is on file under one organizer's number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnFile {
    /// The organizer's filing number, such as `赣ICP备2026000123号`.
    pub number: String,
    /// Counts the changes; a write is guarded with the one it believed.
    pub version: u64,
    /// Account of the owner.
    pub owner: String,
    /// The organizer's name as the public may read it.
    pub name: String,
    /// The filing that put it on file, and that holds the claim on its certificate.
    pub filing_id: String,
    /// The filing whose form says who the organizer is now, where another changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<String>,
    /// Filings that described it or a site once: what is private of them goes with the organizer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<String>,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// Its sites, by position; those that are deregistered stay.
    pub sites: Vec<SiteOnFile>,
    /// Providers that its owner lets file for it once, though they serve none of its sites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorizations: Vec<Authorization>,
    /// What of it expires.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expiries: Vec<Expiry>,
    /// The day on which somebody is reminded of that, as the last step found; what is read does not have it.
    #[serde(skip)]
    pub look_on: Option<Date>,
    /// How many events there are.
    pub events: u32,
    /// Hash of the last event.
    pub head: String,
}

impl OnFile {
    /// Whether it is on file now.
    pub fn is_live(&self) -> bool {
        self.deregistered_on.is_none()
    }

    /// The filing whose form says who the organizer is now.
    pub fn described(&self) -> &str {
        self.described_by.as_deref().unwrap_or(&self.filing_id)
    }

    /// The site of this position.
    pub fn site(&self, position: u32) -> Option<&SiteOnFile> {
        self.sites.iter().find(|site| site.position == position)
    }

    /// The site of this position, or with `None` the organizer, if it is on file now.
    ///
    /// # Errors
    /// [`RecordRefusal::NotOnFile`], [`RecordRefusal::AlreadyDeregistered`].
    pub fn live(&self, position: Option<u32>) -> Result<Option<&SiteOnFile>, RecordRefusal> {
        let site =
            position.map(|position| self.site(position).ok_or(RecordRefusal::NotOnFile)).transpose()?;
        if !self.is_live() || site.is_some_and(|site| !site.is_live()) {
            return Err(RecordRefusal::AlreadyDeregistered);
        }
        Ok(site)
    }

    /// The same for this reader: a provider must give it access now.
    ///
    /// # Errors
    /// As [`OnFile::live`], and [`RecordRefusal::NoSuchAccess`].
    pub fn live_for(
        &self,
        actor: &Actor,
        position: Option<u32>,
    ) -> Result<Option<&SiteOnFile>, RecordRefusal> {
        let site = self.live(position)?;
        match (actor.role, &actor.provider) {
            (Role::Provider, Some(provider)) if !self.is_with(provider, position) => {
                Err(RecordRefusal::NoSuchAccess)
            }
            _ => Ok(site),
        }
    }

    /// The position of the next site; none is used twice.
    pub fn next_position(&self) -> u32 {
        self.sites.iter().map(|site| site.position).max().unwrap_or(0) + 1
    }

    /// Whether a provider gives access to this site, or with `None` to any.
    pub fn is_with(&self, provider: &str, position: Option<u32>) -> bool {
        self.sites
            .iter()
            .filter(|site| position.is_none_or(|position| site.position == position))
            .any(|site| site.is_with(provider))
    }

    /// A provider that gives access to this site, or with `None` to any.
    pub fn a_provider(&self, position: Option<u32>) -> Option<&str> {
        self.sites
            .iter()
            .filter(|site| site.is_live() && position.is_none_or(|position| site.position == position))
            .find_map(|site| site.live_accesses().next())
            .map(|access| access.provider.as_str())
    }

    /// The position of a site that a provider gives access.
    pub fn a_site_of(&self, provider: &str) -> Option<u32> {
        self.sites.iter().find(|site| site.is_with(provider)).map(|site| site.position)
    }

    /// The filings that what is on file now refers to.
    pub fn filings(&self) -> BTreeSet<String> {
        let organizer = self.is_live().then(|| [self.filing_id.as_str(), self.described()]);
        let organizer = organizer.into_iter().flatten().chain(self.former.iter().map(String::as_str));
        let sites = self.sites.iter().filter(|site| site.is_live()).flat_map(SiteOnFile::filings);
        organizer.chain(sites).filter(|id| !id.is_empty()).map(str::to_owned).collect()
    }

    /// How it is asked for: the digits of its number, `2026000123`.
    pub fn id(&self) -> String {
        id_of(&self.number)
    }

    /// The sites that a provider ever gave access, which are all that it sees.
    pub fn sites_of<'a>(&'a self, provider: &'a str) -> impl Iterator<Item = &'a SiteOnFile> {
        self.sites.iter().filter(move |site| site.accesses.iter().any(|access| access.provider == provider))
    }

    /// The filings that one site refers to, or with `None` everything does.
    pub fn filings_of(&self, position: Option<u32>) -> BTreeSet<String> {
        match position {
            None => self.filings(),
            Some(position) => {
                let site = self.site(position).into_iter().flat_map(SiteOnFile::filings);
                site.filter(|id| !id.is_empty()).map(str::to_owned).collect()
            }
        }
    }
}
