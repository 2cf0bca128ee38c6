//! Histories: the events of an aggregate, and the accesses of staff to personal data.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, Item, text},
    keys::{self, ACCESS, AuditedResource, EVENT, Key, PK, SK},
};
use beian_filing::{
    filing::FilingEvent,
    history::{DisclosureEvent, Event, EventData},
    identifier::FilingId,
};
use serde::{Serialize, de::DeserializeOwned};

/// Serializes an event to the text that is stored and hashed.
pub(crate) fn encode<D: EventData + Serialize>(event: &Event<D>) -> Result<String, StoreError>
where
    D::Measure: Serialize,
{
    item::serialize(event)
}

/// Builds the item of an event. An event with pending notices or counts is added to the outbox.
pub(crate) fn event_item<D: EventData>(at: Key, stored: String, event: &Event<D>, pending: bool) -> Item {
    let id = format!("{}#{}", at.pk, at.sk);
    let mut item = item::key(at);
    item.insert("data".to_owned(), text(stored));
    if pending {
        let partition = keys::outbox_pk(keys::shard(&id));
        Index::Outbox.enter(&mut item, partition, format!("{}#{}", event.at, event.seq));
    }
    item
}

impl Store {
    /// Reads the events of a filing in order, each with the text that was hashed.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn history(&self, filing: FilingId) -> Result<Vec<(Event<FilingEvent>, String)>, StoreError> {
        self.chain(keys::filing_pk(filing)).await
    }

    /// Reads the chained events of a partition in order, each with the text that was hashed.
    pub(crate) async fn chain<D: EventData + DeserializeOwned>(
        &self,
        pk: String,
    ) -> Result<Vec<(Event<D>, String)>, StoreError> {
        let mut events: Vec<(Event<D>, String)> = self.entries(pk, EVENT).await?;
        events.sort_by_key(|(event, _)| event.seq);
        Ok(events)
    }

    /// Reads the accesses of staff to the personal data of a filing, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn accesses(&self, filing: FilingId) -> Result<Vec<Event<DisclosureEvent>>, StoreError> {
        let mut accesses: Vec<Event<DisclosureEvent>> = self
            .entries(keys::filing_pk(filing), ACCESS)
            .await?
            .into_iter()
            .map(|(event, _)| event)
            .collect();
        accesses.sort_by_key(|event| event.at);
        Ok(accesses)
    }

    /// Saves an access to personal data before the data is shown. The identifier of an access must be random, because a chosen one could
    /// already exist.
    ///
    /// # Errors
    /// [`StoreError::Exists`] if an access with this identifier exists; [`StoreError::Unavailable`].
    pub async fn note_access(
        &self,
        of: AuditedResource<'_>,
        id: &str,
        event: &Event<DisclosureEvent>,
    ) -> Result<(), StoreError> {
        self.put_new(event_item(Key::access(of, id), encode(event)?, event, false)).await
    }

    /// Reads the events of a partition by a prefix of their sort keys, in no particular order, each with the text that was hashed.
    pub(crate) async fn entries<D: EventData + DeserializeOwned>(
        &self,
        pk: String,
        beginning: &str,
    ) -> Result<Vec<(Event<D>, String)>, StoreError> {
        let query = self
            .query()
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :event)")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(&pk))
            .expression_attribute_values(":event", text(beginning))
            .consistent_read(true);
        let read = |found: &Item| Ok((item::data("event", found)?, item::string(found, "data")?.to_owned()));
        self.found(query, usize::MAX, read).await
    }
}
