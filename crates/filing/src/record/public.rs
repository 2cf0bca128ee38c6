//! A record 已备案信息: what an approved filing left behind, as far as the public may see it.

use crate::{
    form::{Form, Site},
    identifier::Domain,
    private::mask_name,
    record::origin::Origin,
    text,
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is on file of an organizer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizerRecord {
    /// Its filing number, such as `赣ICP备2026000123号`.
    pub number: String,
    /// Its name; an individual's is masked.
    pub name: String,
    /// Code of its unit kind.
    pub unit_kind: String,
    /// The filing that put it on file.
    pub filing_id: String,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
}

/// What is on file of a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteRecord {
    /// Its filing number, such as `赣ICP备2026000123号-1`.
    pub number: String,
    /// Number of its organizer.
    pub organizer_number: String,
    /// Name of the site.
    pub name: String,
    /// Its domain, as an A-label.
    pub domain: String,
    /// Address of its home page.
    pub home_url: String,
    /// Code of its service kind.
    pub service_kind: String,
    /// Codes of its pre-approval classes.
    pub pre_approvals: Vec<String>,
    /// The filing that put it on file.
    pub filing_id: String,
    /// The day of the approval.
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deregistered_on: Option<Date>,
}

/// The organizer's name as the public may read it: a unit's in full, a person's masked.
pub fn public_name(form: &Form) -> String {
    if form.organizer.is_individual() { mask_name(&form.organizer.name) } else { form.organizer.name.clone() }
}

/// The domain as an A-label. The form was complete when it was submitted, so it can be read.
pub(crate) fn domain_of(site: &Site) -> String {
    Domain::parse(&site.domain).map_or_else(|_| site.domain.clone(), |domain| domain.ascii().to_owned())
}

impl OrganizerRecord {
    /// What the filing leaves behind of its organizer.
    pub fn of(filing: &Origin<'_>, number: String, on: Date) -> OrganizerRecord {
        OrganizerRecord {
            number,
            name: public_name(filing.form),
            unit_kind: filing.form.organizer.unit_kind.clone(),
            filing_id: filing.id.to_owned(),
            approved_on: on,
            deregistered_on: None,
        }
    }
}

impl SiteRecord {
    /// What the filing leaves behind of one of its sites.
    pub fn of(
        filing: &Origin<'_>,
        site: &Site,
        (organizer_number, number): (String, String),
        on: Date,
    ) -> SiteRecord {
        SiteRecord {
            number,
            organizer_number,
            name: site.name.clone(),
            domain: domain_of(site),
            home_url: site.home_url.clone(),
            service_kind: site.service_kind.clone(),
            pre_approvals: site.pre_approvals.iter().map(|approval| approval.kind.clone()).collect(),
            filing_id: filing.id.to_owned(),
            approved_on: on,
            deregistered_on: None,
        }
    }
}

/// A name as it is looked up: in usual characters and signs, half-width, without blanks, in capitals.
pub fn search_name(name: &str) -> String {
    text::number(&text::compared_name(name))
}
