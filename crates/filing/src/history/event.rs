//! Events: immutable entries of a history, each sealed with the hash of the one before.
//!
//! An event is at once the audit entry, the notices owed, and the mark that a command was done.
//! It never holds what is private: a change of a private field is named by its pointer alone.

use crate::history::actor::Role;
use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::BTreeMap};

/// The data of an aggregate's events: an enum with a variant for each thing that may happen.
pub trait EventData {
    /// What statistics count of an event, beside its data.
    type Measure: std::fmt::Debug + Clone + PartialEq + DeserializeOwned;

    /// The name under which views and letters know the event.
    fn name(&self) -> EventName;

    /// Whether a recipient may do without the letter. Reminders up to the last day alone are like that.
    fn is_optional(&self) -> bool {
        false
    }
}

/// The name of an event on the wire, in snake case: the action that caused it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EventName(Cow<'static, str>);

impl EventName {
    /// The name of a variant.
    pub const fn of(name: &'static str) -> EventName {
        EventName(Cow::Borrowed(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The measure of events that statistics do not count: there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unmeasured {}

/// Who is told. The address is looked up when the notice is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The owner of the filing.
    Owner,
    /// The access provider of the filing.
    Provider,
    /// The reviewer who took it up; nobody while none did.
    Reviewer,
    /// Every supervisor of the bureau.
    Supervisor,
}

/// SHA-256 of a scan that came with an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanDigest {
    /// Identifier of the scan; of a page of scanned post, its file and its place in that.
    pub id: String,
    /// SHA-256 of its bytes, in lower-case hex.
    pub sha256: String,
}

/// Digests of what an event left behind, so that the chain covers more than itself. Events from before there were any have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Of the state that it left: the form, the owner, the claims, the role and the like; see [`digest_of`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves: Option<String>,
    /// Of a filing's form and its scans, where the step had them before it; a reminder has not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Of the scans that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<ScanDigest>,
    /// Of the public records that it wrote, and of what it put on file, by sort key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub issued: BTreeMap<String, String>,
}

impl Digests {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        *self == Digests::default()
    }
}

/// An immutable entry in a history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "D: Serialize, D::Measure: Serialize", deserialize = "D: DeserializeOwned"))]
pub struct Event<D: EventData> {
    /// Position in the history, from 1; 0 beside the chain.
    pub seq: u32,
    /// What happened.
    pub data: D,
    /// When.
    pub at: Timestamp,
    /// Account that did it.
    pub by: String,
    /// Role in which it did it.
    pub role: Role,
    /// What statistics count of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<D::Measure>,
    /// Who is owed a notice 通知.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Recipient>,
    /// Digest of what the command asked for, so that a reused idempotency key is noticed.
    pub fingerprint: String,
    /// Digests of the state that it left behind; the store adds them when it is saved.
    #[serde(default, skip_serializing_if = "Digests::is_empty")]
    pub digests: Digests,
    /// Hash of the event before; empty for the first.
    pub previous: String,
}

/// An event of which the name alone is read, whatever aggregate it is of.
pub type EventHead = Event<EventName>;

impl EventData for EventName {
    type Measure = IgnoredAny;

    fn name(&self) -> EventName {
        self.clone()
    }
}

impl<'de> Deserialize<'de> for EventName {
    /// Reads the name of a variant, as text or as the key before its data.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<EventName, D::Error> {
        struct Name;

        impl<'de> Visitor<'de> for Name {
            type Value = EventName;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("the name of an event")
            }

            fn visit_str<E: de::Error>(self, name: &str) -> Result<EventName, E> {
                Ok(EventName(Cow::Owned(name.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventName, A::Error> {
                let (name, IgnoredAny) =
                    map.next_entry::<String, _>()?.ok_or_else(|| de::Error::missing_field("name"))?;
                Ok(EventName(Cow::Owned(name)))
            }
        }

        deserializer.deserialize_any(Name)
    }
}

impl<D: EventData> Event<D> {
    /// The name under which views and letters know it.
    pub fn name(&self) -> EventName {
        self.data.name()
    }

    /// An entry beside the chain, which owes nobody a notice.
    pub fn unchained(data: D, at: Timestamp, by: &str, role: Role) -> Event<D> {
        Event {
            seq: 0,
            data,
            at,
            by: by.to_owned(),
            role,
            measure: None,
            notices: Vec::new(),
            fingerprint: String::new(),
            digests: Digests::default(),
            previous: String::new(),
        }
    }

    /// The same, owing these a notice.
    pub fn owing(mut self, notices: &[Recipient]) -> Event<D> {
        self.notices = notices.to_vec();
        self
    }

    /// The same as an entry that has no place in the chain.
    pub fn beside_the_chain(self) -> Event<D> {
        Event { seq: 0, previous: String::new(), ..self }
    }

    /// The same with what statistics count of it.
    pub fn with_measure(mut self, measure: Option<D::Measure>) -> Event<D> {
        self.measure = measure;
        self
    }

    /// The same with the digests of the state that it left behind.
    pub fn with_digests(mut self, digests: Digests) -> Event<D> {
        self.digests = digests;
        self
    }
}

/// SHA-256 in lower-case hex, cut to 128 bits to keep items within one write unit. The digest of an event's stored bytes is the hash
/// that the next event carries.
pub fn digest_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a history is intact: each event names the bytes before it, and its aggregate names the last.
pub fn is_intact<D: EventData>(history: &[(Event<D>, String)], last_hash: &str) -> bool {
    let mut previous = String::new();
    for (position, (event, stored)) in (1..).zip(history) {
        if event.seq != position || event.previous != previous {
            return false;
        }
        previous = digest_of(stored);
    }
    previous == last_hash
}
