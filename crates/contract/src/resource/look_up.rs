//! The public record 已备案信息 of a site.

use crate::resource::domain::readable_domain;
use beian_filing::{
    identifier::{FilingNumber, OrganizerNumber},
    record::{PublicOrganizer, PublicSite},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Looks up public records by exactly one of these fields.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LookUp {
    /// Filing number of an organizer or a site, as people write it.
    #[serde(default)]
    pub number: Option<String>,
    /// Domain.
    #[serde(default)]
    pub domain: Option<String>,
    /// Full name of the organizer.
    #[serde(default)]
    pub organizer: Option<String>,
}

/// The public record of a site and its organizer.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicRecordView {
    /// Filing number of the organizer.
    pub organizer_number: OrganizerNumber,
    /// Name of the organizer. An individual's name is masked.
    pub organizer_name: String,
    /// Code of the organizer's unit kind.
    pub unit_kind: String,
    /// Filing number of the site.
    pub site_number: FilingNumber,
    /// Name of the site.
    pub site_name: String,
    /// Domain, in Unicode.
    pub domain: String,
    /// Address of the home page.
    pub home_url: String,
    /// Code of the service kind.
    pub service_kind: String,
    /// Codes of the pre-approval classes.
    pub pre_approvals: Vec<String>,
    /// Day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// Day of the deregistration; absent while the site is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
}

impl PublicRecordView {
    /// Builds the view of a site's public record.
    pub fn of(site: &PublicSite, organizer: &PublicOrganizer) -> PublicRecordView {
        PublicRecordView {
            organizer_number: organizer.number,
            organizer_name: organizer.name.clone(),
            unit_kind: organizer.unit_kind.clone(),
            site_number: site.number,
            site_name: site.name.clone(),
            domain: readable_domain(&site.domain),
            home_url: site.home_url.clone(),
            service_kind: site.service_kind.clone(),
            pre_approvals: site.pre_approvals.clone(),
            approved_on: site.approved_on,
            deregistered_on: site.deregistered_on,
        }
    }
}

/// The result of a look-up.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicRecordList {
    /// The matching records, including deregistered ones; empty if there is none.
    pub items: Vec<PublicRecordView>,
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! { LookUp PublicRecordView PublicRecordList }
