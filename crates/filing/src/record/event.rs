//! The events of a record, each with its data.

use crate::{
    deadline::Reminder,
    history::{EventData, EventName, Unmeasured},
    identifier::{FilingNumber, OrganizerNumber, ProviderId, Reference},
    record::expiry::ExpiringItem,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An event of a record. Each variant has the name of the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(RecordEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of a record's event.")]
pub enum RecordEvent {
    /// One or more sites were put on file.
    AddSite {
        /// Filing number of the first of these sites.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<FilingNumber>,
        /// Reference of the filing that added them.
        reference: Reference,
    },
    /// A provider's new access to a site was put on file.
    AddAccess {
        /// Filing number of the site.
        number: FilingNumber,
        /// Reference of the filing that added the access.
        reference: Reference,
    },
    /// The data of the organizer or a site was changed.
    Change {
        /// Filing number of the site, or of the organizer if the filing changed only the organizer.
        number: FilingNumber,
        /// Reference of the filing that changed it.
        reference: Reference,
    },
    /// One site, or the organizer with all its sites, was deregistered.
    Deregister {
        /// Filing number of the site or organizer.
        number: FilingNumber,
        /// Positions of the sites that the event deregistered.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        positions: Vec<u32>,
        /// Reference of the filing or paper request that asked for the deregistration; absent if a later run
        /// deregistered the remaining sites.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
    },
    /// A provider cancelled its access to a site.
    CancelAccess {
        /// Filing number of the site.
        number: FilingNumber,
        /// The provider's reason.
        reason: String,
        /// True if the site has no access any more 空壳.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        without_access: bool,
    },
    /// The owner authorized a provider to begin one filing.
    AuthorizeProvider {
        /// Filing number of the site or organizer.
        number: FilingNumber,
        /// Identifier of the access provider.
        provider: ProviderId,
        /// The time at which the code expires.
        until: Timestamp,
    },
    /// The owner revoked an authorization.
    RevokeAuthorization {
        /// Filing number of the organizer.
        number: OrganizerNumber,
        /// Identifier of the access provider.
        provider: ProviderId,
    },
    /// A provider used its authorization to begin a filing.
    UseAuthorization {
        /// Filing number of the organizer.
        number: OrganizerNumber,
        /// Identifier of the access provider.
        provider: ProviderId,
    },
    /// A reminder of expiries was sent.
    RemindExpiry {
        /// Filing number of the organizer.
        number: OrganizerNumber,
        /// The most urgent reminder of the event.
        reminder: Reminder,
        /// The expiries that the event reminds of.
        expiries: Vec<ExpiringItem>,
    },
}

impl RecordEvent {
    /// Returns the event's name without its data.
    pub fn kind(&self) -> RecordEventKind {
        self.into()
    }

    /// Returns the filing number of the site or organizer that the event is about.
    pub fn number(&self) -> Option<FilingNumber> {
        match self {
            RecordEvent::AddSite { number, .. } => *number,
            RecordEvent::AddAccess { number, .. }
            | RecordEvent::Change { number, .. }
            | RecordEvent::Deregister { number, .. }
            | RecordEvent::CancelAccess { number, .. }
            | RecordEvent::AuthorizeProvider { number, .. } => Some(*number),
            RecordEvent::RevokeAuthorization { number, .. }
            | RecordEvent::UseAuthorization { number, .. }
            | RecordEvent::RemindExpiry { number, .. } => Some((*number).into()),
        }
    }
}

impl EventData for RecordEvent {
    type Measure = Unmeasured;

    fn name(&self) -> EventName {
        EventName::of(self.kind().into())
    }

    fn is_optional(&self) -> bool {
        matches!(self, RecordEvent::RemindExpiry { reminder: Reminder::Before | Reminder::Today, .. })
    }
}
