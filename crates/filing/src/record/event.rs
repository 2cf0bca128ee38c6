//! The events of what is on file, each with its data.

use crate::{
    deadline::Reminder,
    history::{EventData, EventName, Unmeasured},
    record::expiry::Expiring,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to what is on file. A variant is named as the action that causes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[serde(rename_all = "snake_case")]
#[strum_discriminants(name(RecordEventKind))]
#[strum_discriminants(derive(strum::IntoStaticStr, strum::VariantArray))]
#[strum_discriminants(strum(serialize_all = "snake_case"))]
#[strum_discriminants(doc = "The name of a record's event.")]
pub enum RecordEvent {
    /// A site came on file.
    AddSite {
        /// Filing number of the first site that came on file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Reference of the filing that put it there.
        reference: String,
    },
    /// Another provider's access came on file.
    AddAccess {
        /// Filing number of the site.
        number: String,
        /// Reference of the filing that put it there.
        reference: String,
    },
    /// What is on file was changed.
    Change {
        /// Filing number of the site, or of the organizer where it alone was changed.
        number: String,
        /// Reference of the filing that changed it.
        reference: String,
    },
    /// One site, or the organizer and everything below it, was deregistered.
    Deregister {
        /// Filing number of the site or organizer.
        number: String,
        /// Positions of the sites that were taken off file with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        positions: Vec<u32>,
        /// Reference of the filing or paper request that asked for it; absent where a later run took off what was left.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    /// The access provider cancelled its access.
    CancelAccess {
        /// Filing number of the site.
        number: String,
        /// Why, in the provider's words.
        reason: String,
        /// Whether it left the site without any access 空壳.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        shell: bool,
    },
    /// The owner let a provider that serves none of its sites begin one filing.
    AuthorizeProvider {
        /// Filing number of the site or organizer.
        number: String,
        /// Identifier of the access provider.
        provider: String,
        /// Until when the code serves.
        until: Timestamp,
    },
    /// The owner took that back.
    RevokeAuthorization {
        /// Filing number of the organizer.
        number: String,
        /// Identifier of the access provider.
        provider: String,
    },
    /// The provider began its filing.
    UseAuthorization {
        /// Filing number of the organizer.
        number: String,
        /// Identifier of the access provider.
        provider: String,
    },
    /// Somebody was reminded of something on file that expires.
    RemindExpiry {
        /// Filing number of the organizer.
        number: String,
        /// The most urgent reminder among them.
        reminder: Reminder,
        /// What expires.
        expiries: Vec<Expiring>,
    },
}

impl RecordEvent {
    /// Its name without its data.
    pub fn kind(&self) -> RecordEventKind {
        self.into()
    }

    /// Filing number of the site or organizer that it is about.
    pub fn number(&self) -> &str {
        match self {
            RecordEvent::AddSite { number, .. } => number.as_deref().unwrap_or_default(),
            RecordEvent::AddAccess { number, .. }
            | RecordEvent::Change { number, .. }
            | RecordEvent::Deregister { number, .. }
            | RecordEvent::CancelAccess { number, .. }
            | RecordEvent::AuthorizeProvider { number, .. }
            | RecordEvent::RevokeAuthorization { number, .. }
            | RecordEvent::UseAuthorization { number, .. }
            | RecordEvent::RemindExpiry { number, .. } => number,
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
