//! The DynamoDB calls that read and write single items and lists. Each helper adds the name of the table and converts the client's error
//! into a [`StoreError`] that names the call.
//!
//! The calls for transactions are in `transaction.rs`, and the only scan of the table is in `transfer.rs`.

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

/// Condition that the key has no item yet.
pub(crate) const NEW: &str = "attribute_not_exists(pk)";
/// Condition that the key has an item.
pub(crate) const THERE: &str = "attribute_exists(pk)";
/// Condition that the item still has the version `:expected`.
pub(crate) const SAME_VERSION: &str = "version = :expected";

/// Attribute with the random name of the write that created the item.
const WRITE: &str = "write_id";
/// Maximum number of requests for one set of keys. Under load, DynamoDB may leave keys unread, and the next request asks for them.
const ROUNDS: usize = 4;
/// Maximum number of keys in one request. DynamoDB sets this limit.
const MOST_KEYS: usize = 100;

/// The result of a write with a condition.
pub(crate) enum Answer {
    Written,
    /// The condition does not hold. The existing item is included if the write asked for it.
    Refused(Option<Item>),
}

impl Store {
    /// Reads one item, with a consistent read.
    pub(crate) async fn get(&self, key: Key) -> Result<Option<Item>, StoreError> {
        let get = self.db.get_item().table_name(&self.settings.table).set_key(Some(item::key(key)));
        let answer = get.consistent_read(true).send().await;
        answer.map(|answer| answer.item).map_err(|error| StoreError::call("GetItem", error))
    }

    /// Reads items by their keys. The answer omits keys without an item.
    pub(crate) async fn get_all(&self, keys: Vec<Key>) -> Result<Vec<Item>, StoreError> {
        let mut items = Vec::with_capacity(keys.len());
        let mut left: Vec<Item> = keys.into_iter().map(item::key).collect();
        while !left.is_empty() {
            let next = left.split_off(left.len().saturating_sub(MOST_KEYS));
            self.get_some(next, &mut items).await?;
        }
        Ok(items)
    }

    /// Reads the items of one request, and repeats the request for keys that DynamoDB left unread.
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

    /// Builds a query of the table.
    pub(crate) fn query(&self) -> QueryFluentBuilder {
        self.db.query().table_name(&self.settings.table)
    }

    /// Builds a query of an index.
    pub(crate) fn query_index(&self, index: Index) -> QueryFluentBuilder {
        self.query().index_name(index.names().0)
    }

    /// Sends a query and returns one page.
    pub(crate) async fn page(&self, query: QueryFluentBuilder) -> Result<QueryOutput, StoreError> {
        query.send().await.map_err(|error| StoreError::call("Query", error))
    }

    /// Reads the pages of a query one after another until `see` returns `false`. Only one page is in memory at a time.
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

    /// Reads the items of a query. The query ends after the page with which the number of items reaches `enough`.
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

    /// Puts one item and overwrites an existing item with the same key.
    pub(crate) async fn put(&self, item: Item) -> Result<(), StoreError> {
        self.put_marked(self.put_item(item), StoreError::Exists, None).await
    }

    /// Replaces an existing item. Without one, the put fails with [`StoreError::Exists`].
    pub(crate) async fn replace(&self, item: Item) -> Result<(), StoreError> {
        let put = self.put_item(item).condition_expression(THERE);
        self.put_marked(put, StoreError::Exists, None).await
    }

    /// Puts a new item. If the key has an item already, the put fails with [`StoreError::Exists`].
    pub(crate) async fn put_new(&self, item: Item) -> Result<(), StoreError> {
        self.put_once(item, &chance()?).await
    }

    /// Puts a new item. If the key has an item already, that item stays and the put succeeds.
    pub(crate) async fn put_unless_there(&self, item: Item) -> Result<(), StoreError> {
        match self.put_new(item).await {
            Err(StoreError::Exists) => Ok(()),
            done => done,
        }
    }

    /// Puts a new item like [`Store::put_new`]. `write` is the caller's name for the write: the put also succeeds if an earlier try of
    /// the write with this name created the item.
    pub(crate) async fn put_once(&self, item: Item, write: &str) -> Result<(), StoreError> {
        let put = self.put_item(item).condition_expression(NEW);
        self.put_marked(put, StoreError::Exists, Some(write)).await
    }

    /// Puts an item with a version, on the condition that the existing item has the version `expected`, or that no item exists if it is
    /// `None`. Otherwise the put fails with [`StoreError::Stale`].
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

    /// Sends a put, and returns `refusal` if its condition does not hold. The client repeats a call after a lost response, and may then
    /// find the item that its first call created. The name of the write in the item tells this item from an item of another caller.
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

    /// Builds a put of an item, for [`Store::try_put`].
    pub(crate) fn put_item(&self, item: Item) -> PutItemFluentBuilder {
        self.db.put_item().table_name(&self.settings.table).set_item(Some(item))
    }

    /// Sends a put with a condition.
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

    /// Deletes an item. A key without an item causes no error.
    pub(crate) async fn delete(&self, key: Key) -> Result<(), StoreError> {
        let gone = self.delete_item(key).send().await;
        gone.map(drop).map_err(|error| StoreError::call("DeleteItem", error))
    }

    /// Builds a deletion of an item, for [`Store::try_delete`].
    pub(crate) fn delete_item(&self, key: Key) -> DeleteItemFluentBuilder {
        self.db.delete_item().table_name(&self.settings.table).set_key(Some(item::key(key)))
    }

    /// Sends a deletion with a condition.
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

    /// Builds an update of an item, for [`Store::update`] and [`Store::try_update`].
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

    /// Sends an update with a condition. The answer is `false` if the condition does not hold.
    pub(crate) async fn try_update(&self, update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
        let Err(error) = update.send().await else { return Ok(true) };
        let refused =
            error.as_service_error().is_some_and(|error| error.is_conditional_check_failed_exception());
        if refused { Ok(false) } else { Err(StoreError::call("UpdateItem", error)) }
    }
}

/// Makes a random name for one write. All tries of the write by the client have this name.
fn chance() -> Result<String, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::call("PutItem", error))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}
