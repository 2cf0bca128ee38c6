//! Sites on file, and the providers that give them access.

use crate::{
    form::Site,
    identifier::{FilingId, FilingNumber, ProviderId},
    record::approved_filing::ApprovedFiling,
    record::public::domain_of,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A site on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordSite {
    /// Position of the site under its organizer, from 1. It is the suffix of the filing number and is never used again.
    pub position: u32,
    /// The site's filing number, such as `赣ICP备2026000123号-1`.
    pub number: FilingNumber,
    /// The site's name.
    pub name: String,
    /// The site's domain, as an A-label.
    pub domain: String,
    /// Identifier of the filing that put the site on file. It holds the claim on the site's domain.
    pub filing_id: FilingId,
    /// Index of the site in that filing's form, from 0.
    #[serde(default, skip_serializing_if = "is_first")]
    pub index_in_filing: usize,
    /// Identifier of the filing that last changed the site, if there is one. Its form describes the site now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub described_by: Option<FilingId>,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day of the deregistration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
    /// The present and the cancelled accesses of the site.
    pub accesses: Vec<RecordAccess>,
}

/// The access 接入 that a provider gives to a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct RecordAccess {
    /// Identifier of the access provider.
    pub provider: ProviderId,
    /// Identifier of the filing with the form that describes the access.
    pub filing_id: FilingId,
    /// The day on which the access came on file.
    #[cfg_attr(feature = "schema", schema(value_type = String, format = Date))]
    pub since: Date,
    /// The day on which the provider cancelled the access.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Option<String>, format = Date))]
    pub cancelled_on: Option<Date>,
}

pub(super) fn is_first(place: &usize) -> bool {
    *place == 0
}

impl RecordSite {
    /// Builds the site that a filing puts on file under this number. `index` is its index in the filing's form, from 0.
    pub fn of(
        filing: &ApprovedFiling<'_>,
        index: usize,
        site: &Site,
        number: FilingNumber,
        on: Date,
    ) -> RecordSite {
        RecordSite {
            position: number.position().unwrap_or(1),
            number,
            name: site.name.clone(),
            domain: domain_of(site),
            filing_id: filing.id,
            index_in_filing: index,
            described_by: None,
            approved_on: on,
            deregistered_on: None,
            accesses: RecordAccess::of(filing, on).into_iter().collect(),
        }
    }

    /// Returns whether the site is on file now.
    pub fn is_live(&self) -> bool {
        self.deregistered_on.is_none()
    }

    /// Returns whether this provider gives the site access now.
    pub fn is_with(&self, provider: &ProviderId) -> bool {
        self.is_live() && self.live_accesses().any(|access| access.provider == *provider)
    }

    /// Returns the accesses that are not cancelled.
    pub fn live_accesses(&self) -> impl Iterator<Item = &RecordAccess> {
        self.accesses.iter().filter(|access| access.cancelled_on.is_none())
    }

    /// Returns the identifier of the filing with the form that describes the site now.
    pub fn described(&self) -> FilingId {
        self.described_by.unwrap_or(self.filing_id)
    }

    /// Returns the index of the site, from 0, in the form that describes it now.
    pub fn described_index(&self) -> usize {
        if self.described_by.is_some() { 0 } else { self.index_in_filing }
    }

    /// Returns the index of the site, from 0, in the form that put this access on file.
    pub fn access_index(&self, access: &RecordAccess) -> usize {
        if access.filing_id == self.filing_id { self.index_in_filing } else { 0 }
    }

    /// Returns the identifiers of the filings that describe the site and its accesses.
    pub(super) fn filings(&self) -> impl Iterator<Item = FilingId> {
        let accesses = self.accesses.iter().map(|access| access.filing_id);
        [self.filing_id, self.described()].into_iter().chain(accesses)
    }

    /// Returns whether the site is on file without any access 空壳.
    pub fn is_without_access(&self) -> bool {
        self.is_live() && self.live_accesses().next().is_none()
    }
}

impl RecordAccess {
    /// Builds the access that a filing puts on file; `None` if its form names no access provider.
    pub fn of(filing: &ApprovedFiling<'_>, on: Date) -> Option<RecordAccess> {
        let provider = filing.provider.clone()?;
        Some(RecordAccess { provider, filing_id: filing.id, since: on, cancelled_on: None })
    }
}
