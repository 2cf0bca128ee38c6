//! The table: the calls to DynamoDB that read and write single items and lists. Each helper binds the table's name and turns the
//! client's error into a [`StoreError`] that names the call.
//!
//! Transactions have a file of their own, and only `transfer.rs` scans.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, Item, number, text},
    keys::Key,
};
use aws_sdk_dynamodb::{
    operation::{
        delete_item::{DeleteItemError, builders::DeleteItemFluentBuilder},
        put_item::{PutItemError, builders::PutItemFluentBuilder},
        query::{QueryOutput, builders::QueryFluentBuilder},
        update_item::{UpdateItemOutput, builders::UpdateItemFluentBuilder},
    },
    types::{KeysAndAttributes, ReturnValuesOnConditionCheckFailure},
};

/// The condition that no item stands under the key.
pub(crate) const NEW: &str = "attribute_not_exists(pk)";
/// The condition that an item stands under the key.
pub(crate) const THERE: &str = "attribute_exists(pk)";
/// The condition that an item still has the version `:expected`.
pub(crate) const SAME_VERSION: &str = "version = :expected";

/// The attribute that names the write that made an item.
const WRITE: &str = "write_id";
/// DynamoDB may leave keys unread under load; the rest is asked for again, in so many rounds at most.
const ROUNDS: usize = 4;
/// One request names at most this many keys.
const MOST_KEYS: usize = 100;

/// The answer to a write with a condition.
pub(crate) enum Answer {
    Written,
    /// The condition does not hold. The item that stands there comes along if the write asked for it.
    Refused(Option<Item>),
}

impl Store {
    /// Gets one item.
    pub(crate) async fn get(&self, key: Key) -> Result<Option<Item>, StoreError> {
        let get = self.db.get_item().table_name(&self.settings.table).set_key(Some(item::key(key)));
        let answer = get.consistent_read(true).send().await;
        answer.map(|answer| answer.item).map_err(|error| StoreError::call("GetItem", error))
    }

    /// Gets items by their keys; a key without an item is left out.
    pub(crate) async fn get_all(&self, keys: Vec<Key>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::with_capacity(keys.len());
        let mut left: Vec<Item> = keys.into_iter().map(item::key).collect();
        while !left.is_empty() {
            let next = left.split_off(left.len().saturating_sub(MOST_KEYS));
            self.get_some(next, &mut items).await?;
        }
        Ok(items)
    }

    /// Gets as many items as one request may name.
    async fn get_some(&self, mut wanted: Vec<Item>, items: &mut Vec<Item>) -> Result<(), StoreError> {
        const CALL: &str = "BatchGetItem";
        for _ in 0..ROUNDS {
            if wanted.is_empty() {
                return Ok(());
            }
            let request = KeysAndAttributes::builder()
                .consistent_read(true)
                .set_keys(Some(std::mem::take(&mut wanted)))
                .build()
                .map_err(|error| StoreError::call(CALL, error))?;
            let get = self.db.batch_get_item().request_items(&self.settings.table, request);
            let answer = get.send().await.map_err(|error| StoreError::call(CALL, error))?;
            items.extend(answer.responses.unwrap_or_default().into_values().flatten());
            wanted = answer
                .unprocessed_keys
                .unwrap_or_default()
                .remove(&self.settings.table)
                .map(|left: KeysAndAttributes| left.keys)
                .unwrap_or_default();
        }
        if wanted.is_empty() {
            Ok(())
        } else {
            Err(StoreError::Unavailable(CALL, "keys left unread".to_owned()))
        }
    }

    /// A query of the table itself.
    pub(crate) fn query(&self) -> QueryFluentBuilder {
        self.db.query().table_name(&self.settings.table)
    }

    /// A query of an index.
    pub(crate) fn query_index(&self, index: Index) -> QueryFluentBuilder {
        self.query().index_name(index.names().0)
    }

    /// One page of a query.
    pub(crate) async fn page(&self, query: QueryFluentBuilder) -> Result<QueryOutput, StoreError> {
        query.send().await.map_err(|error| StoreError::call("Query", error))
    }

    /// Goes through the pages of a query for as long as `see` asks for more. A page is forgotten once it was seen.
    pub(crate) async fn each_page(
        &self,
        query: QueryFluentBuilder,
        mut see: impl FnMut(&[Item]) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let mut start = None;
        loop {
            let page = self.page(query.clone().set_exclusive_start_key(start)).await?;
            let more = see(page.items())?;
            start = page.last_evaluated_key;
            if start.is_none() || !more {
                return Ok(());
            }
        }
    }

    /// The items of a query, page after page; the page that brings their count to `enough` is the last one read.
    pub(crate) async fn found<T>(
        &self,
        query: QueryFluentBuilder,
        enough: usize,
        read: impl Fn(&Item) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut found = Vec::new();
        self.each_page(query, |page| {
            for entry in page {
                found.push(read(entry)?);
            }
            Ok(found.len() < enough)
        })
        .await?;
        Ok(found)
    }

    /// Puts one item, whatever stands under its key.
    pub(crate) async fn put(&self, item: Item) -> Result<(), StoreError> {
        self.put_marked(self.put_item(item), StoreError::Exists, None).await
    }

    /// Puts one item in the place of an item; without one, the put is refused with [`StoreError::Exists`].
    pub(crate) async fn replace(&self, item: Item) -> Result<(), StoreError> {
        let put = self.put_item(item).condition_expression(THERE);
        self.put_marked(put, StoreError::Exists, None).await
    }

    /// Puts one item under a free key; under a taken one, the put is refused with [`StoreError::Exists`].
    pub(crate) async fn put_new(&self, item: Item) -> Result<(), StoreError> {
        self.put_once(item, &chance()?).await
    }

    /// Puts one item under a free key; an item that stands there already stays, and that is no error.
    pub(crate) async fn put_unless_there(&self, item: Item) -> Result<(), StoreError> {
        match self.put_new(item).await {
            Err(StoreError::Exists) => Ok(()),
            done => done,
        }
    }

    /// The same as [`Store::put_new`], under the caller's name for the write: the put succeeds too where an earlier try of the same
    /// write made the item.
    pub(crate) async fn put_once(&self, item: Item, write: &str) -> Result<(), StoreError> {
        let put = self.put_item(item).condition_expression(NEW);
        self.put_marked(put, StoreError::Exists, Some(write)).await
    }

    /// Puts an item with a version, if the item that stands there still has the version that was believed; with `None`, if nothing
    /// stands there. Otherwise the put is refused with [`StoreError::Stale`].
    pub(crate) async fn put_expected(&self, item: Item, expected: Option<u64>) -> Result<(), StoreError> {
        let put = self.put_item(item);
        let put = match expected {
            None => put.condition_expression(NEW),
            Some(version) => put
                .condition_expression(SAME_VERSION)
                .expression_attribute_values(":expected", number(version)),
        };
        self.put_marked(put, StoreError::Stale, Some(&chance()?)).await
    }

    /// Sends a put, and answers `refusal` where its condition does not hold. The client repeats a call after a lost answer, and
    /// then meets its own item: the name of the write stands in the item, so that it is told from an item of others.
    async fn put_marked(
        &self,
        put: PutItemFluentBuilder,
        refusal: StoreError,
        write: Option<&str>,
    ) -> Result<(), StoreError> {
        let put = match write {
            Some(write) => put
                .item(WRITE, text(write))
                .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
            None => put,
        };
        let Answer::Refused(found) = self.try_put(put).await? else { return Ok(()) };
        let there = found.as_ref().and_then(|item| item.get(WRITE)).and_then(|there| there.as_s().ok());
        let is_own = write.is_some() && there.map(String::as_str) == write;
        if is_own { Ok(()) } else { Err(refusal) }
    }

    /// A put of an item, for [`Store::try_put`].
    pub(crate) fn put_item(&self, item: Item) -> PutItemFluentBuilder {
        self.db.put_item().table_name(&self.settings.table).set_item(Some(item))
    }

    /// Sends a put that may be refused.
    pub(crate) async fn try_put(&self, put: PutItemFluentBuilder) -> Result<Answer, StoreError> {
        let Err(error) = put.send().await else { return Ok(Answer::Written) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(found)) => {
                Ok(Answer::Refused(found.item().cloned()))
            }
            Some(PutItemError::TransactionConflictException(_)) => Err(StoreError::Contended),
            _ => Err(StoreError::call("PutItem", error)),
        }
    }

    /// Deletes an item. A key without an item is no error.
    pub(crate) async fn delete(&self, key: Key) -> Result<(), StoreError> {
        let gone = self.delete_item(key).send().await;
        gone.map(drop).map_err(|error| StoreError::call("DeleteItem", error))
    }

    /// A deletion of an item, for [`Store::try_delete`].
    pub(crate) fn delete_item(&self, key: Key) -> DeleteItemFluentBuilder {
        self.db.delete_item().table_name(&self.settings.table).set_key(Some(item::key(key)))
    }

    /// Sends a deletion that may be refused.
    pub(crate) async fn try_delete(&self, delete: DeleteItemFluentBuilder) -> Result<Answer, StoreError> {
        let Err(error) = delete.send().await else { return Ok(Answer::Written) };
        match error.as_service_error() {
            Some(DeleteItemError::ConditionalCheckFailedException(found)) => {
                Ok(Answer::Refused(found.item().cloned()))
            }
            Some(DeleteItemError::TransactionConflictException(_)) => Err(StoreError::Contended),
            _ => Err(StoreError::call("DeleteItem", error)),
        }
    }

    /// An update of an item, for [`Store::update`] and [`Store::try_update`].
    pub(crate) fn update_item(&self, key: Key) -> UpdateItemFluentBuilder {
        self.db.update_item().table_name(&self.settings.table).set_key(Some(item::key(key)))
    }

    /// Sends an update.
    pub(crate) async fn update(
        &self,
        update: UpdateItemFluentBuilder,
    ) -> Result<UpdateItemOutput, StoreError> {
        update.send().await.map_err(|error| StoreError::call("UpdateItem", error))
    }

    /// Sends an update that may be refused; `false` where its condition does not hold.
    pub(crate) async fn try_update(&self, update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
        let Err(error) = update.send().await else { return Ok(true) };
        let refused =
            error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception());
        if refused { Ok(false) } else { Err(StoreError::call("UpdateItem", error)) }
    }
}

/// A random name for one write; the client's repeated tries of the write share it.
fn chance() -> Result<String, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::call("PutItem", error))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}
