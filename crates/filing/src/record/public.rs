//! The public record 已备案信息: the data of an approved filing that everybody may read.

use crate::{
    form::{Form, Site},
    identifier::{Domain, FilingId, FilingNumber, OrganizerNumber},
    private::mask_name,
    record::approved_filing::ApprovedFiling,
    text,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The public record of an organizer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicOrganizer {
    /// The organizer's filing number, such as `赣ICP备2026000123号`.
    pub number: OrganizerNumber,
    /// The organizer's name. An individual's name is masked.
    pub name: String,
    /// Code of the organizer's unit kind.
    pub unit_kind: String,
    /// Identifier of the filing that put the organizer on file.
    pub filing_id: FilingId,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day of the deregistration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
}

/// The public record of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicSite {
    /// The site's filing number, such as `赣ICP备2026000123号-1`.
    pub number: FilingNumber,
    /// The organizer's filing number.
    pub organizer_number: OrganizerNumber,
    /// Name of the site.
    pub name: String,
    /// The site's domain, as an A-label.
    pub domain: String,
    /// Address of the site's home page.
    pub home_url: String,
    /// Code of the site's service kind.
    pub service_kind: String,
    /// Codes of the site's pre-approval classes.
    pub pre_approvals: Vec<String>,
    /// Identifier of the filing that put the site on file.
    pub filing_id: FilingId,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day of the deregistration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
}

/// Returns the organizer's public name: a unit's in full, an individual's masked.
pub fn public_name(form: &Form) -> String {
    if form.organizer.is_individual() { mask_name(&form.organizer.name) } else { form.organizer.name.clone() }
}

/// Returns the site's domain as an A-label. The check of the submitted form parsed the domain, so it can be parsed here
/// too.
pub(crate) fn domain_of(site: &Site) -> String {
    Domain::parse(&site.domain).map_or_else(|_| site.domain.clone(), |domain| domain.ascii().to_owned())
}

impl PublicOrganizer {
    /// Builds the public record of the filing's organizer.
    pub fn of(filing: &ApprovedFiling<'_>, number: OrganizerNumber, on: Date) -> PublicOrganizer {
        PublicOrganizer {
            number,
            name: public_name(filing.form),
            unit_kind: filing.form.organizer.unit_kind.clone(),
            filing_id: filing.id,
            approved_on: on,
            deregistered_on: None,
        }
    }
}

impl PublicSite {
    /// Builds the public record of one of the filing's sites.
    pub fn of(filing: &ApprovedFiling<'_>, site: &Site, number: FilingNumber, on: Date) -> PublicSite {
        PublicSite {
            number,
            organizer_number: number.organizer(),
            name: site.name.clone(),
            domain: domain_of(site),
            home_url: site.home_url.clone(),
            service_kind: site.service_kind.clone(),
            pre_approvals: site.pre_approvals.iter().map(|approval| approval.kind.clone()).collect(),
            filing_id: filing.id,
            approved_on: on,
            deregistered_on: None,
        }
    }
}

/// Returns a name in the spelling that the search compares: common characters and signs, half-width, without blanks, in
/// capitals.
pub fn search_name(name: &str) -> String {
    text::number(&text::compared_name(name))
}
