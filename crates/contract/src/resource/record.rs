//! The record 已备案信息 of an organizer and its sites, for its owner, its access providers, the reviewers and the supervisors.

use crate::resource::{domain::readable_domain, history::EventView};
use beian_filing::{
    history::{Actor, Event, Role},
    identifier::{FilingId, FilingNumber, OrganizerNumber, ProviderId},
    record::{Expiry, ExpiryKind, Record, RecordAccess, RecordAction, RecordEvent, RecordSite},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// Lists the sites in the owner's records, or the sites to which the caller's access provider gives access.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListRecords {
    /// The `next_cursor` of the previous page; the first page if left out.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// Shows the record of an organizer.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowRecord {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
}

/// Cancels the access that the caller's access provider gives to a site.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelAccess {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Version of the record that the change is based on.
    pub version: u64,
    /// Position of the site under its organizer, from 1.
    pub position: u32,
    /// Reason, in 2 to 200 characters. The owner of the site can read it.
    pub reason: String,
}

/// Authorizes an access provider that does not serve the site to begin one filing about the record.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizeProvider {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Version of the record that the change is based on.
    pub version: u64,
    /// Identifier of the access provider.
    pub provider: String,
    /// Position of the site to which the provider may add its access. If left out, the provider may add a new site.
    #[serde(default)]
    pub position: Option<u32>,
}

/// Revokes an authorization.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokeAuthorization {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Version of the record that the change is based on.
    pub version: u64,
    /// Identifier of the authorization.
    pub authorization_id: String,
}

/// A site in a record, as a line of a list.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordLine {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub record_id: String,
    /// Filing number of the organizer.
    pub organizer_number: OrganizerNumber,
    /// Name of the organizer. An individual's name is masked.
    pub organizer_name: String,
    /// Filing number of the site.
    pub site_number: FilingNumber,
    /// Position of the site under its organizer.
    pub position: u32,
    /// Name of the site.
    pub name: String,
    /// Domain, in Unicode.
    pub domain: String,
    /// True if the site is on file and no provider gives it access 空壳.
    pub without_access: bool,
    /// Day of the deregistration; absent while the site is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
}

impl RecordLine {
    /// Builds the line of a site.
    pub fn of(record: &Record, site: &RecordSite) -> RecordLine {
        RecordLine {
            record_id: record.id(),
            organizer_number: record.number,
            organizer_name: record.name.clone(),
            site_number: site.number,
            position: site.position,
            name: site.name.clone(),
            domain: readable_domain(&site.domain),
            without_access: site.is_without_access(),
            deregistered_on: site.deregistered_on,
        }
    }
}

/// A page of sites in records.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordList {
    /// The sites: of an owner, those of the newest record first; of an access provider, by domain.
    pub items: Vec<RecordLine>,
    /// Cursor of the next page; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// A site in a record.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordSiteView {
    /// Position of the site under its organizer.
    pub position: u32,
    /// Filing number of the site.
    pub number: FilingNumber,
    /// Name of the site.
    pub name: String,
    /// Domain, in Unicode.
    pub domain: String,
    /// Identifier of the filing that put the site on file.
    pub filing_id: FilingId,
    /// Day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// Day of the deregistration; absent while the site is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
    /// The present and the cancelled accesses of the site. An access provider sees only its own.
    pub accesses: Vec<RecordAccess>,
    /// True if the site is on file and no provider gives it access 空壳.
    pub without_access: bool,
    /// Actions that this reader may take on the site now.
    pub actions: Vec<RecordAction>,
}

impl RecordSiteView {
    fn of(record: &Record, site: &RecordSite, reader: &Actor) -> RecordSiteView {
        let provider = reader.provider.as_ref();
        RecordSiteView {
            position: site.position,
            number: site.number,
            name: site.name.clone(),
            domain: readable_domain(&site.domain),
            filing_id: site.filing_id,
            approved_on: site.approved_on,
            deregistered_on: site.deregistered_on,
            accesses: site
                .accesses
                .iter()
                .filter(|access| provider.is_none_or(|provider| access.provider == *provider))
                .cloned()
                .collect(),
            without_access: site.is_without_access(),
            actions: record.open_actions(Some(site.position), reader),
        }
    }
}

/// A part of the record that expires.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpiryView {
    /// Kind of the document or registration that expires.
    pub kind: ExpiryKind,
    /// Position of the site that it belongs to; absent if it belongs to the organizer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Code of the pre-approval class; absent unless a pre-approval document expires.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The last valid day in the record.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub on: Date,
    /// Number of days from today to the last valid day; negative after that day.
    pub days: i32,
}

impl ExpiryView {
    fn all(record: &Record, reader: &Actor, today: Date) -> Vec<ExpiryView> {
        let shown = |expiry: &Expiry| ExpiryView {
            kind: expiry.kind,
            position: expiry.position,
            class: expiry.class.clone(),
            on: expiry.on,
            days: (expiry.on - today).get_days(),
        };
        let mut found: Vec<ExpiryView> = record.expiries_for(reader).map(shown).collect();
        found.sort_by_key(|expiry| expiry.on);
        found
    }
}

/// An authorization 授权码: an owner lets an access provider begin one filing.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizationView {
    /// Identifier of the authorization, for `revoke-authorization`.
    pub id: String,
    /// Identifier of the access provider.
    pub provider: ProviderId,
    /// Position of the site to which the provider may add its access; absent if the provider may add a new site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Time at which the authorization expires.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub until: Timestamp,
}

/// The record after an authorization, and the code of the authorization.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizedView {
    /// Authorization code, which the owner passes on to the access provider. It is shown only once; absent if the same command is
    /// repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The record.
    pub record: RecordView,
}

/// The record of an organizer.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "client", derive(serde::Deserialize))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordView {
    /// Identifier of the record: the digits of the organizer's filing number, such as `2026000123`.
    pub id: String,
    /// Version of the record, which every change must send back.
    pub version: u64,
    /// Filing number of the organizer.
    pub organizer_number: OrganizerNumber,
    /// Name of the organizer. An individual's name is masked.
    pub organizer_name: String,
    /// Day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// Day of the deregistration; absent while the organizer is on file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
    /// The sites. An access provider sees only those to which it gives or gave access.
    pub sites: Vec<RecordSiteView>,
    /// Parts of the record that expire, the next one first. An access provider sees only those of the sites and organizers that it
    /// serves.
    pub expiries: Vec<ExpiryView>,
    /// The open authorizations. The owner sees all of them, and an access provider its own; empty for other readers.
    pub authorizations: Vec<AuthorizationView>,
    /// Actions that this reader may take on the organizer now.
    pub actions: Vec<RecordAction>,
    /// True if this reader may have a certificate of filing 备案证明 of the organizer now.
    pub can_be_certified: bool,
    /// Events of the record, the oldest first. An access provider sees only those about its sites.
    pub history: Vec<EventView>,
}

impl RecordView {
    /// Builds the view of a record for this reader on the day `today`.
    pub fn of(record: &Record, history: &[Event<RecordEvent>], reader: &Actor, today: Date) -> RecordView {
        let provider = reader.provider.as_ref();
        let sites: Vec<&RecordSite> = match provider {
            Some(provider) => record.sites_of(provider).collect(),
            None => record.sites.iter().collect(),
        };
        let own = |number: FilingNumber| sites.iter().any(|site| site.number == number);
        RecordView {
            id: record.id(),
            version: record.version,
            organizer_number: record.number,
            organizer_name: record.name.clone(),
            approved_on: record.approved_on,
            deregistered_on: record.deregistered_on,
            history: history
                .iter()
                .filter(|event| provider.is_none() || event.data.number().is_some_and(own))
                .map(|event| EventView::of(event, reader))
                .collect(),
            sites: sites.iter().map(|site| RecordSiteView::of(record, site, reader)).collect(),
            expiries: ExpiryView::all(record, reader, today),
            authorizations: record
                .authorizations
                .iter()
                .filter(|known| reader.role == Role::Owner || provider == Some(&known.provider))
                .map(|known| AuthorizationView {
                    id: known.id.clone(),
                    provider: known.provider.clone(),
                    position: known.position,
                    until: known.until,
                })
                .collect(),
            actions: record.open_actions(None, reader),
            can_be_certified: record.is_certified_to(reader),
        }
    }
}

// These types may contain private data, so `Debug` prints their names only.
beian_filing::prints_its_name! {
    ListRecords ShowRecord CancelAccess AuthorizeProvider RevokeAuthorization RecordLine RecordList
    RecordSiteView ExpiryView AuthorizationView AuthorizedView RecordView
}
