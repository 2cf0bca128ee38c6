//! Events: immutable entries of a history. Each contains the hash of the entry before it.
//!
//! An event is an audit entry, the source of its notices, and the mark that its command was executed. It never contains private data: a
//! change of a private field appears as its JSON pointer only.

use crate::{history::actor::Role, identifier::Username};
use jiff::Timestamp;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned, IgnoredAny, MapAccess, Visitor},
};
use sha2::{Digest, Sha256};
use std::{borrow::Cow, collections::BTreeMap};

/// Data of the events of one aggregate: an enum with one variant for each kind of event.
pub trait EventData {
    /// Figures that the statistics need besides the data of the event.
    type Measure: std::fmt::Debug + Clone + PartialEq + DeserializeOwned;

    /// The name of the event for views and notices.
    fn name(&self) -> EventName;

    /// Whether a recipient can switch off the notice. Only the reminders up to the last day of a deadline
    /// or an expiry are optional.
    fn is_optional(&self) -> bool {
        false
    }
}

/// The name of an event on the wire, in snake case. It is the name of the action that caused the event.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct EventName(Cow<'static, str>);

impl EventName {
    /// The event name for the snake-case name of a variant.
    pub const fn of(name: &'static str) -> EventName {
        EventName(Cow::Borrowed(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The measure of events that the statistics do not count. The enum has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unmeasured {}

/// A recipient of a notice 通知. Its address is looked up when the notice is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// The owner of the filing or record, the sender of the paper request, or the holder of the account.
    Owner,
    /// The access provider of the filing; for a record, the providers that the event concerns.
    Provider,
    /// The reviewer who took up the filing. The supervisors get the notice if the filing has no reviewer, or if the reviewer has left.
    Reviewer,
    /// Every supervisor of the bureau.
    Supervisor,
}

/// The SHA-256 of a scan that belongs to an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanDigest {
    /// Identifier of the scan. For a page of scanned post it consists of the file and the page's position in it.
    pub id: String,
    /// SHA-256 of the scan's bytes, in lower-case hex.
    pub sha256: String,
}

/// Digests of the state after an event, so that the chain also protects this state. Old events have none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Digest of the state after the event, such as form, owner, claims and role; see [`digest_of`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Digest of a filing's form and scans. Events such as a reminder, which are made without them, have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<String>,
    /// Digests of the scans that belong to the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<ScanDigest>,
    /// Digests of the public and internal records that the event wrote, by sort key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub issued: BTreeMap<String, String>,
}

impl Digests {
    /// Whether there are no digests.
    pub fn is_empty(&self) -> bool {
        *self == Digests::default()
    }
}

/// An immutable entry in a history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "D: Serialize, D::Measure: Serialize", deserialize = "D: DeserializeOwned"))]
pub struct Event<D: EventData> {
    /// Position in the history, from 1; 0 for an entry beside the chain.
    pub seq: u32,
    /// The kind of event, with its data.
    pub data: D,
    /// Time of the event.
    pub at: Timestamp,
    /// User name of the acting account.
    pub by: Username,
    /// Role of the acting account.
    pub role: Role,
    /// Figures that the statistics need besides the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<D::Measure>,
    /// Recipients of a notice 通知 about the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Recipient>,
    /// Digest of the command's input. It reveals an idempotency key that is used again for another command.
    pub fingerprint: String,
    /// Digests of the state after the event; the store adds them when it saves the event.
    #[serde(default, skip_serializing_if = "Digests::is_empty")]
    pub digests: Digests,
    /// Hash of the entry before; empty for the first.
    pub previous: String,
}

/// An event of any aggregate, read without its data: only the name is kept.
pub type EventHead = Event<EventName>;

impl EventData for EventName {
    type Measure = IgnoredAny;

    fn name(&self) -> EventName {
        self.clone()
    }
}

impl<'de> Deserialize<'de> for EventName {
    /// Reads the name of a variant: the text itself, or the key in front of the variant's data.
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
    /// The name of the event for views and notices.
    pub fn name(&self) -> EventName {
        self.data.name()
    }

    /// An entry beside the chain, without notices.
    pub fn unchained(data: D, at: Timestamp, by: &Username, role: Role) -> Event<D> {
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

    /// The same event with a notice to each of these recipients.
    pub fn with_notices(mut self, notices: &[Recipient]) -> Event<D> {
        self.notices = notices.to_vec();
        self
    }

    /// The same event as an entry beside the chain.
    pub fn beside_the_chain(self) -> Event<D> {
        Event { seq: 0, previous: String::new(), ..self }
    }

    /// The same event with its measure for the statistics.
    pub fn with_measure(mut self, measure: Option<D::Measure>) -> Event<D> {
        self.measure = measure;
        self
    }

    /// The same event with the digests of the state after it.
    pub fn with_digests(mut self, digests: Digests) -> Event<D> {
        self.digests = digests;
        self
    }
}

/// SHA-256 in lower-case hex, cut to 128 bits so that items stay within one write unit. The hash of an event is this digest of its
/// stored text. The next event contains it as [`Event::previous`].
pub fn digest_of(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a history is intact: each event carries the hash of the event before it, and `last_hash` is the hash of the last one.
/// Each entry of `history` is an event with its stored text.
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
