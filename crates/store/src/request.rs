//! Paper requests 邮寄申请: the requests that arrived by post, with the decisions about them.

use crate::{
    Page, Store, StoreError,
    commit::{Companion, Stored, put_chained},
    cover,
    index::{self, Index},
    item::{self, Item},
    keys::{self, Key},
    list::List,
    reference::ReferenceTarget,
    reference::ReferenceUse,
    transaction::{Condition, Transaction},
};
use beian_filing::{
    history::{Digests, Event, Step},
    identifier::RequestId,
    paper::{PaperRequest, RequestEvent, RequestStatus},
    statistics,
};

impl Store {
    /// Reads a paper request.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn request(&self, id: RequestId) -> Result<Option<PaperRequest>, StoreError> {
        self.get(Key::request(id)).await?.map(|found| read(&found)).transpose()
    }

    /// Reads the events of a paper request in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn request_history(&self, id: RequestId) -> Result<Vec<Event<RequestEvent>>, StoreError> {
        let entries = self.chain(Key::request(id).pk).await?;
        Ok(entries.into_iter().map(|(event, _)| event).collect())
    }

    /// Lists the open paper requests, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn requests(&self, cursor: Option<&str>) -> Result<Page<PaperRequest>, StoreError> {
        let list = |shard| List::of(Index::Status, keys::requests_pk(shard)).after(cursor);
        self.merged(list, read).await
    }
}

impl Stored for PaperRequest {
    fn condition(_before: Option<&PaperRequest>) -> Condition {
        Condition::State
    }

    fn item(&self, _event: Option<&Event<RequestEvent>>) -> Result<Item, StoreError> {
        request_item(self)
    }

    fn event_key(&self, command: &str) -> Key {
        Key::request_event(self.id, command)
    }

    /// An event is added to the outbox if it has a notice or the statistics count it.
    fn needs_delivery(event: &Event<RequestEvent>) -> bool {
        !event.notices.is_empty() || !statistics::request_counts(event).is_empty()
    }

    fn put_step(
        step: Step<PaperRequest>,
        store: &Store,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<PaperRequest, StoreError> {
        let Step { before, mut after, event, effects } = step;
        effects.account.put(store, command, transaction)?;
        effects.filings.put(store, command, transaction)?;
        effects.record.put(store, command, transaction)?;
        if before.is_none() {
            let target = ReferenceTarget::Request(after.id);
            let before = if after.form.is_some() { ReferenceUse::Printed } else { ReferenceUse::New };
            store.put_reference(after.reference, &target, before, transaction)?;
        }
        let scans = cover::new_pages(before.as_ref(), &after);
        let digests = Digests { state: Some(cover::request(&after)?), scans, ..Digests::default() };
        put_chained(before.as_ref(), &mut after, event, digests, command, transaction)?;
        Ok(after)
    }
}

pub(crate) fn read(found: &Item) -> Result<PaperRequest, StoreError> {
    item::data("paper request", found)
}

pub(crate) fn request_item(request: &PaperRequest) -> Result<Item, StoreError> {
    let mut item = item::document(Key::request(request.id), request)?;
    item::set_version(&mut item, request.version);
    if request.status() == RequestStatus::Received {
        // A request with all its evidence has a due day. `~` sorts a request that waits for an envelope behind all others, however old it
        // is.
        let urgency = match request.due() {
            Some(due) => due.date.to_string(),
            None => format!("~{}", request.arrived_on),
        };
        let partition = keys::requests_pk(keys::shard(request.id));
        Index::Status.enter(&mut item, partition, format!("{urgency}#{}", request.id));
    }
    if let Some(day) = request.retained_until {
        index::retain(&mut item, request.id, day);
    }
    if let Some(day) = request.next_reminder_on {
        index::schedule_reminder(&mut item, request.id, day);
    }
    Ok(item)
}
