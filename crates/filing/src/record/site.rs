//! Sites on file, and who gives them access.

use crate::{
    form::Site,
    history::{Actor, Role},
    record::origin::Origin,
    record::public::domain_of,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One site that is on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteOnFile {
    /// Its position under the organizer, from 1: the number's suffix, never used again.
    pub position: u32,
    /// Its filing number, such as `赣ICP备2026000123号-1`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its domain, as an A-label.
    pub domain: String,
    /// The filing that put it on file, and that holds the claim on its domain.
    pub filing_id: String,
    /// Which of that filing's sites it is, from 0.
    #[serde(default, skip_serializing_if = "is_first")]
    pub place: usize,
    /// The filing whose form describes it now, where another changed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<String>,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// Who gives it access, and who did.
    pub accesses: Vec<AccessOnFile>,
}

/// The access 接入 that a provider gives a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AccessOnFile {
    /// Identifier of the access provider.
    pub provider: String,
    /// The filing whose form says how it is given.
    #[serde(default)]
    pub filing_id: String,
    /// Since when it is on file.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// The day its provider cancelled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub cancelled_on: Option<Date>,
}

pub(super) fn is_first(place: &usize) -> bool {
    *place == 0
}

impl SiteOnFile {
    /// What a filing puts on file of one of its sites, with the place that it has there.
    pub fn of(
        filing: &Origin<'_>,
        (place, site): (usize, &Site),
        (position, number): (u32, String),
        on: Date,
    ) -> SiteOnFile {
        SiteOnFile {
            position,
            number,
            name: site.name.clone(),
            domain: domain_of(site),
            filing_id: filing.id.to_owned(),
            place,
            described_by: None,
            approved_on: on,
            deregistered_on: None,
            accesses: vec![AccessOnFile::of(filing, on)],
        }
    }

    /// Whether it is on file now.
    pub fn is_live(&self) -> bool {
        self.deregistered_on.is_none()
    }

    /// Whether this provider gives it access now.
    pub fn is_with(&self, provider: &str) -> bool {
        self.is_live() && self.live_accesses().any(|access| access.provider == provider)
    }

    /// The accesses that serve now.
    pub fn live_accesses(&self) -> impl Iterator<Item = &AccessOnFile> {
        self.accesses.iter().filter(|access| access.cancelled_on.is_none())
    }

    /// The filing whose form describes it now.
    pub fn described(&self) -> &str {
        self.described_by.as_deref().unwrap_or(&self.filing_id)
    }

    /// Which site of the form that describes it now it is, from 0.
    pub fn described_place(&self) -> usize {
        if self.described_by.is_some() { 0 } else { self.place }
    }

    /// Which site of the form that put this access on file it is, from 0.
    pub fn access_place(&self, access: &AccessOnFile) -> usize {
        if access.filing_id == self.filing_id { self.place } else { 0 }
    }

    /// The filings that say what it is and how it is reached.
    pub(super) fn filings(&self) -> impl Iterator<Item = &str> {
        let accesses = self.accesses.iter().map(|access| access.filing_id.as_str());
        [self.filing_id.as_str(), self.described()].into_iter().chain(accesses)
    }

    /// What this actor may do with it now: action names, and kinds of filing that may be begun.
    pub fn open_actions(&self, actor: &Actor) -> Vec<&'static str> {
        let served = self.live_accesses().next().is_some();
        match (actor.role, &actor.provider) {
            _ if !self.is_live() => Vec::new(),
            (Role::Owner, _) if served => vec!["add_access", "authorize-provider", "change", "deregister"],
            // Nobody is left who could forward anything else.
            (Role::Owner, _) => vec!["add_access", "authorize-provider"],
            (Role::Provider, Some(provider)) if self.is_with(provider) => {
                vec!["change", "deregister", "cancel-access"]
            }
            _ => Vec::new(),
        }
    }

    /// Whether it is a shell 空壳: on file, and nobody gives it access.
    pub fn is_shell(&self) -> bool {
        self.is_live() && self.live_accesses().next().is_none()
    }
}

impl AccessOnFile {
    /// The access that a filing puts on file.
    pub fn of(filing: &Origin<'_>, on: Date) -> AccessOnFile {
        AccessOnFile {
            provider: filing.form.access.provider.clone(),
            filing_id: filing.id.to_owned(),
            since: on,
            cancelled_on: None,
        }
    }
}
