//! Paper requests: what came by post, and what became of it.

use crate::{
    Page, Store, StoreError,
    case::Referred,
    clock,
    commit::{self, Guard, Transaction},
    cover,
    item::{self, Item, number, text},
    keys::{self, Key},
    list::{Index, List},
};
use aws_sdk_dynamodb::types::Put;
use beian_filing::{
    history::{Digests, Event, digest_of},
    paper::{PaperRequest, RequestEvent, RequestStage, RequestStep},
    statistics,
};

impl Store {
    /// Saves a step of a paper request and its effect, all of it or nothing, and returns the request as it now is.
    ///
    /// # Errors
    /// As [`Store::commit`]; [`StoreError::Stale`] too when the account changed meanwhile.
    pub async fn commit_request(&self, step: RequestStep, command: &str) -> Result<PaperRequest, StoreError> {
        self.commit_request_with(step, None, command).await
    }

    /// The transaction that saves a step of a paper request and its effect, and the request as it then is.
    pub(crate) fn request_transaction(
        &self,
        step: RequestStep,
        command: &str,
    ) -> Result<(PaperRequest, Transaction), StoreError> {
        let RequestStep { before, mut after, event, effect } = step;
        let mut transaction = match effect.account {
            Some(change) => self.account_transaction(change, command)?.0,
            None => Transaction::default(),
        };
        for step in effect.filings {
            self.filing(step, command, &mut transaction)?;
        }
        if let Some(step) = effect.file {
            self.file(step, command, &mut transaction)?;
        }
        if before.is_none() {
            let to = Referred::Request(after.id.clone());
            self.refer(&after.reference, &to, after.form.is_some(), &mut transaction)?;
        }
        let put = || Put::builder().table_name(&self.settings.table);
        let scans = cover::came(before.as_ref(), &after);
        let digests = Digests { leaves: Some(cover::request(&after)?), scans, ..Digests::default() };
        let event = event.with_digests(digests);
        let stored = commit::encode(&event)?;
        after.head = digest_of(&stored);
        let state = put().set_item(Some(request_item(&after)?));
        let believed = before.as_ref().map(|before| before.version);
        transaction.put_versioned(Guard::State, state, believed)?;
        let owed = !event.notices.is_empty() || !statistics::request_counts(&event).is_empty();
        let entry = commit::event_item(Key::request_event(&after.id, command), stored, &event, owed);
        transaction.put_entry(put().set_item(Some(entry)))?;
        Ok((after, transaction))
    }

    /// A paper request.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn request(&self, id: &str) -> Result<Option<PaperRequest>, StoreError> {
        self.get(Key::request(id)).await?.map(|found| read(&found)).transpose()
    }

    /// Everything that happened to a paper request, in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn request_history(&self, id: &str) -> Result<Vec<Event<RequestEvent>>, StoreError> {
        let entries = self.chain(Key::request(id).pk).await?;
        Ok(entries.into_iter().map(|(event, _)| event).collect())
    }

    /// Paper requests that wait, the most urgent first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn requests(&self, cursor: Option<&str>) -> Result<Page<PaperRequest>, StoreError> {
        let list = |shard| List::of(Index::Stage, keys::requests_pk(shard)).after(cursor);
        self.merged(list, read).await
    }
}

/// Reads a paper request.
pub(crate) fn read(found: &Item) -> Result<PaperRequest, StoreError> {
    item::data("paper request", found)
}

pub(crate) fn request_item(request: &PaperRequest) -> Result<Item, StoreError> {
    let mut item = item::document(Key::request(&request.id), request)?;
    item.insert("version".to_owned(), number(request.version));
    if request.stage() == RequestStage::Received {
        // What can be decided comes before what waits for an envelope, whatever day that began.
        let urgency = match request.due() {
            Some(due) => due.date.to_string(),
            None => format!("~{}", request.arrived_on),
        };
        item.insert("stage_key".to_owned(), text(keys::requests_pk(keys::shard(&request.id))));
        item.insert("stage_sort".to_owned(), text(format!("{urgency}#{}", request.id)));
    }
    if let Some(day) = request.retained_until {
        item::retained(&mut item, &request.id, day);
    }
    if let Some(day) = request.look_on {
        clock::wound(&mut item, &request.id, day);
    }
    Ok(item)
}
