//! Sessions: who is signed in, by the hash of an opaque token.

use crate::{
    Store, StoreError,
    commit::NEW,
    item::{self, Item, number, text},
    keys::Key,
};
use aws_sdk_dynamodb::{
    operation::put_item::{PutItemError, builders::PutItemFluentBuilder},
    types::ReturnValuesOnConditionCheckFailure,
};
use beian_filing::session::Session;
use jiff::Timestamp;

/// The item of a session.
/// Attribute that names the write by which an item came to be what it is.
const WRITE: &str = "write_id";

pub(crate) fn item(hash: &str, session: &Session) -> Result<Item, StoreError> {
    let mut item = item::document(Key::session(hash), session)?;
    item::expire(&mut item, session.expires_at);
    Ok(item)
}

pub(crate) fn read(found: &Item) -> Result<Session, StoreError> {
    let seen = found.get("seen_at").and_then(|value| value.as_n().ok()).and_then(|value| value.parse().ok());
    let session: Session = item::data("session", found)?;
    Ok(Session { seen_at: seen.and_then(|seconds| Timestamp::from_second(seconds).ok()), ..session })
}

impl Store {
    /// Notes that a session is used. That it ended meanwhile is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_session(&self, hash: &str, now: Timestamp) -> Result<(), StoreError> {
        let noted = self
            .db
            .update_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(Key::session(hash))))
            .update_expression("SET seen_at = :now")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":now", number(now.as_second()))
            .send()
            .await;
        match noted {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(())
            }
            Err(error) => Err(StoreError::call("UpdateItem", error)),
        }
    }

    /// Ends a session. That it has ended before is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        self.delete(Key::session(hash)).await
    }

    /// Opens a session under the hash of its token, apart from any account's list: for tests.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn open_session(&self, hash: &str, session: &Session) -> Result<(), StoreError> {
        self.put(item(hash, session)?, None).await
    }

    /// Deletes an item. That there is none is fine.
    pub(crate) async fn delete(&self, key: Key) -> Result<(), StoreError> {
        self.db
            .delete_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(key)))
            .send()
            .await
            .map_err(|error| StoreError::call("DeleteItem", error))?;
        Ok(())
    }

    /// Puts one item, guarded by a condition if there is one.
    pub(crate) async fn put(&self, item: Item, condition: Option<&str>) -> Result<(), StoreError> {
        match condition {
            Some(NEW) => self.put_once(item, &chance()?).await,
            _ => {
                let put = self.db.put_item().table_name(&self.settings.table).set_item(Some(item));
                let put = put.set_condition_expression(condition.map(str::to_owned));
                guarded(put, StoreError::Exists, None).await
            }
        }
    }

    /// Puts what is not there yet; that it is there by this very write is no refusal.
    pub(crate) async fn put_once(&self, item: Item, write: &str) -> Result<(), StoreError> {
        let put = self.db.put_item().table_name(&self.settings.table).set_item(Some(item));
        guarded(put.condition_expression(NEW), StoreError::Exists, Some(write)).await
    }

    /// Puts one item whose changes a version counts, if it is still the one believed; with `None`, if there is none yet. Else it is stale.
    pub(crate) async fn put_believed(&self, item: Item, believed: Option<u64>) -> Result<(), StoreError> {
        let put = self.db.put_item().table_name(&self.settings.table).set_item(Some(item));
        let put = match believed {
            None => put.condition_expression(NEW),
            Some(version) => put
                .condition_expression("version = :believed")
                .expression_attribute_values(":believed", number(version)),
        };
        guarded(put, StoreError::Stale, Some(&chance()?)).await
    }
}

/// Names one write, however often the client tries it.
fn chance() -> Result<String, StoreError> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| StoreError::call("PutItem", error))?;
    Ok(format!("{:016x}", u64::from_be_bytes(bytes)))
}

/// Puts an item on its condition. The client tries a call again when its answer was lost, and then finds what it wrote itself:
/// `write` stands in the item, so that this is told from what others wrote.
async fn guarded(
    put: PutItemFluentBuilder,
    unfit: StoreError,
    write: Option<&str>,
) -> Result<(), StoreError> {
    let put = match write {
        Some(write) => put
            .item(WRITE, text(write))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld),
        None => put,
    };
    let Err(error) = put.send().await else { return Ok(()) };
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(found)) => {
            let there = found.item().and_then(|item| item.get(WRITE)).and_then(|there| there.as_s().ok());
            let own = write.is_some() && there.map(String::as_str) == write;
            if own { Ok(()) } else { Err(unfit) }
        }
        Some(PutItemError::TransactionConflictException(_)) => Err(StoreError::Contended),
        _ => Err(StoreError::call("PutItem", error)),
    }
}
