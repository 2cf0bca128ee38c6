//! Paper requests: the requests that came by post, and the decisions about them.

use crate::{
    Page, Store, StoreError, cover, history,
    index::{self, Index},
    item::{self, Item},
    keys::{self, Key},
    list::List,
    reference::ReferenceTarget,
    transaction::{Condition, Transaction},
};
use beian_filing::{
    history::{Digests, Event, digest_of},
    paper::{PaperRequest, RequestEvent, RequestStatus, RequestStep},
    statistics,
};

impl Store {
    /// Saves a step of a paper request with its effects, all of it or nothing, and returns the request after it.
    ///
    /// # Errors
    /// As [`Store::commit`]; [`StoreError::Stale`] too when the account changed meanwhile.
    pub async fn commit_request(&self, step: RequestStep, command: &str) -> Result<PaperRequest, StoreError> {
        let (after, transaction) = self.request_transaction(step, command)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// The transaction that saves a step of a paper request with its effects, and the request after it.
    pub(crate) fn request_transaction(
        &self,
        step: RequestStep,
        command: &str,
    ) -> Result<(PaperRequest, Transaction), StoreError> {
        let RequestStep { before, mut after, event, effect } = step;
        let mut transaction = match effect.account {
            Some(change) => self.account_transaction(change, command)?.0,
            None => self.transaction(),
        };
        for step in effect.filings {
            self.filing(step, command, &mut transaction)?;
        }
        if let Some(step) = effect.record {
            self.record_step(step, command, &mut transaction)?;
        }
        if before.is_none() {
            let to = ReferenceTarget::Request(after.id.clone());
            self.put_reference(&after.reference, &to, after.form.is_some(), &mut transaction)?;
        }
        let scans = cover::new_pages(before.as_ref(), &after);
        let digests = Digests { leaves: Some(cover::request(&after)?), scans, ..Digests::default() };
        let event = event.with_digests(digests);
        let stored = history::encode(&event)?;
        after.last_hash = digest_of(&stored);
        let expected = before.as_ref().map(|before| before.version);
        transaction.put_versioned(Condition::State, request_item(&after)?, expected)?;
        let owed = !event.notices.is_empty() || !statistics::request_counts(&event).is_empty();
        let key = Key::request_event(&after.id, command);
        transaction.put_event(history::event_item(key, stored, &event, owed))?;
        Ok((after, transaction))
    }

    /// A paper request.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn request(&self, id: &str) -> Result<Option<PaperRequest>, StoreError> {
        self.get(Key::request(id)).await?.map(|found| read(&found)).transpose()
    }

    /// The events of a paper request, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn request_history(&self, id: &str) -> Result<Vec<Event<RequestEvent>>, StoreError> {
        let entries = self.chain(Key::request(id).pk).await?;
        Ok(entries.into_iter().map(|(event, _)| event).collect())
    }

    /// The open paper requests, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn requests(&self, cursor: Option<&str>) -> Result<Page<PaperRequest>, StoreError> {
        let list = |shard| List::of(Index::Status, keys::requests_pk(shard)).after(cursor);
        self.merged(list, read).await
    }
}

pub(crate) fn read(found: &Item) -> Result<PaperRequest, StoreError> {
    item::data("paper request", found)
}

pub(crate) fn request_item(request: &PaperRequest) -> Result<Item, StoreError> {
    let mut item = item::document(Key::request(&request.id), request)?;
    item::set_version(&mut item, request.version);
    if request.status() == RequestStatus::Received {
        // A request that can be decided comes before one that waits for an envelope, however old that one is.
        let urgency = match request.due() {
            Some(due) => due.date.to_string(),
            None => format!("~{}", request.arrived_on),
        };
        let partition = keys::requests_pk(keys::shard(&request.id));
        Index::Status.enter(&mut item, partition, format!("{urgency}#{}", request.id));
    }
    if let Some(day) = request.retained_until {
        index::retain(&mut item, &request.id, day);
    }
    if let Some(day) = request.next_reminder_on {
        index::schedule_reminder(&mut item, &request.id, day);
    }
    Ok(item)
}
