//! An organizer and its sites on file, to their owner and their access providers.

use crate::resource::{domain::readable_domain, history::EventView};
use beian_filing::{
    history::{Actor, Event, Role},
    record::{Expiry, ExpiryKind, Record, RecordAccess, RecordEvent, RecordSite},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

/// What one has on file, or gives access to.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListRecords {
    /// Where to go on, from the page before.
    #[serde(default)]
    pub cursor: Option<String>,
}

/// What is on file under an organizer's number.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ShowRecord {
    /// The digits of the organizer's number, `2026000123`.
    pub record_id: String,
}

/// Cancel the access that one gives a site.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CancelAccess {
    /// The digits of the organizer's number, `2026000123`.
    pub record_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Position of the site under its organizer, from 1.
    pub position: u32,
    /// Why, 2 to 200 characters; its owner reads it.
    pub reason: String,
}

/// Let a provider that does not serve a site begin one filing about it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizeProvider {
    /// The digits of the organizer's number, `2026000123`.
    pub record_id: String,
    /// The version that was seen.
    pub version: u64,
    /// Identifier of the access provider.
    pub provider: String,
    /// Position of the site that it may add its access to; it may add a site when left out.
    #[serde(default)]
    pub position: Option<u32>,
}

/// Take an authorization back.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RevokeAuthorization {
    /// The digits of the organizer's number, `2026000123`.
    pub record_id: String,
    /// The version that was seen.
    pub version: u64,
    /// The authorization.
    pub authorization_id: String,
}

/// A site that is on file, in one line.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordLine {
    /// To ask for what is on file by: the digits of the organizer's number.
    pub record_id: String,
    /// The organizer's filing number.
    pub organizer_number: String,
    /// The organizer's name; an individual's is masked.
    pub organizer_name: String,
    /// The site's filing number.
    pub site_number: String,
    /// The site's position under its organizer.
    pub position: u32,
    /// Name of the site.
    pub name: String,
    /// Domain, as people read it.
    pub domain: String,
    /// Whether nobody gives it access.
    pub without_access: bool,
    /// The day it was deregistered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
}

impl RecordLine {
    /// The line of a site that is on file.
    pub fn of(record: &Record, site: &RecordSite) -> RecordLine {
        RecordLine {
            record_id: record.id(),
            organizer_number: record.number.clone(),
            organizer_name: record.name.clone(),
            site_number: site.number.clone(),
            position: site.position,
            name: site.name.clone(),
            domain: readable_domain(&site.domain),
            without_access: site.is_without_access(),
            deregistered_on: site.deregistered_on,
        }
    }
}

/// Sites that are on file.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordList {
    /// An owner's by approval, the newest first; a provider's by domain.
    pub items: Vec<RecordLine>,
    /// Where the next page begins; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// One site that is on file.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordSiteView {
    /// Position under its organizer.
    pub position: u32,
    /// Its filing number.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Domain, as people read it.
    pub domain: String,
    /// The filing that put it on file.
    pub filing_id: String,
    /// The day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
    /// Who gives it access, and who did; a provider sees its own.
    pub accesses: Vec<RecordAccess>,
    /// Whether it is on file and nobody gives it access 空壳.
    pub without_access: bool,
    /// What this reader may do with it now, as action names and kinds of filing.
    pub actions: Vec<&'static str>,
}

impl RecordSiteView {
    fn of(site: &RecordSite, reader: &Actor) -> RecordSiteView {
        let provider = reader.provider.as_deref();
        RecordSiteView {
            position: site.position,
            number: site.number.clone(),
            name: site.name.clone(),
            domain: readable_domain(&site.domain),
            filing_id: site.filing_id.clone(),
            approved_on: site.approved_on,
            deregistered_on: site.deregistered_on,
            accesses: site
                .accesses
                .iter()
                .filter(|access| provider.is_none_or(|provider| access.provider == provider))
                .cloned()
                .collect(),
            without_access: site.is_without_access(),
            actions: site.open_actions(reader),
        }
    }
}

/// Something on file that expires.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExpiryView {
    /// What it is.
    pub kind: ExpiryKind,
    /// Position of the site that it belongs to; absent where it is the organizer's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Code of the pre-approval class, for a pre-approval only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The last day on which it is valid, as it is on file.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub on: Date,
    /// Days from today to that day; negative once it is over.
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

/// A provider that an owner lets begin one filing.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizationView {
    /// To revoke it by.
    pub id: String,
    /// Identifier of the access provider.
    pub provider: String,
    /// Position of the site that it may add its access to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// Until when it serves.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = DateTime))]
    pub until: Timestamp,
}

/// What is on file, and the code that an authorization was given.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AuthorizedView {
    /// To be told to the provider, and shown this once; absent when the same command is repeated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// What is on file.
    pub record: RecordView,
}

/// What is on file under an organizer's number.
#[derive(Clone, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordView {
    /// The digits of the organizer's number.
    pub id: String,
    /// To be sent back with every change.
    pub version: u64,
    /// The organizer's filing number.
    pub organizer_number: String,
    /// The organizer's name; an individual's is masked.
    pub organizer_name: String,
    /// The day of the approval.
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub approved_on: Date,
    /// The day it was deregistered.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, format = Date))]
    pub deregistered_on: Option<Date>,
    /// Its sites; a provider sees those that it gives or gave access.
    pub sites: Vec<RecordSiteView>,
    /// What of it expires, the next first; a provider sees what is of the sites that it serves.
    pub expiries: Vec<ExpiryView>,
    /// Providers that its owner lets begin one filing; the owner sees them, and who is meant.
    pub authorizations: Vec<AuthorizationView>,
    /// What this reader may do with the organizer now, as action names and kinds of filing.
    pub actions: Vec<&'static str>,
    /// Whether this reader may have a certificate of filing of it now.
    pub can_be_certified: bool,
    /// What happened since, the first one first.
    pub history: Vec<EventView>,
}

impl RecordView {
    /// The organizer and its sites on file, as this reader may see them today.
    pub fn of(record: &Record, history: &[Event<RecordEvent>], reader: &Actor, today: Date) -> RecordView {
        let provider = reader.provider.as_deref();
        let sites: Vec<&RecordSite> = match provider {
            Some(provider) => record.sites_of(provider).collect(),
            None => record.sites.iter().collect(),
        };
        let own = |number: &str| sites.iter().any(|site| site.number == number);
        RecordView {
            id: record.id(),
            version: record.version,
            organizer_number: record.number.clone(),
            organizer_name: record.name.clone(),
            approved_on: record.approved_on,
            deregistered_on: record.deregistered_on,
            history: history
                .iter()
                .filter(|event| provider.is_none() || own(event.data.number()))
                .map(|event| EventView::of(event, reader))
                .collect(),
            sites: sites.iter().map(|site| RecordSiteView::of(site, reader)).collect(),
            expiries: ExpiryView::all(record, reader, today),
            authorizations: record
                .authorizations
                .iter()
                .filter(|known| reader.role == Role::Owner || provider == Some(known.provider.as_str()))
                .map(|known| AuthorizationView {
                    id: known.id.clone(),
                    provider: known.provider.clone(),
                    position: known.position,
                    until: known.until,
                })
                .collect(),
            actions: record.open_actions(reader),
            can_be_certified: record.is_certified_to(reader),
        }
    }
}

// These may hold what is private, so a log shows their names alone.
beian_filing::prints_its_name! {
    ListRecords ShowRecord CancelAccess AuthorizeProvider RevokeAuthorization RecordLine RecordList
    RecordSiteView ExpiryView AuthorizationView AuthorizedView RecordView
}
