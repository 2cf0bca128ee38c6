//! Sessions: who is signed in, by the hash of an opaque token.

use crate::{
    Store, StoreError,
    commit::NEW,
    item::{self, Item, number},
    keys::Key,
};
use aws_sdk_dynamodb::operation::put_item::builders::PutItemFluentBuilder;
use beian_filing::session::Session;
use jiff::Timestamp;

/// The item of a session.
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
        let put = self.db.put_item().table_name(&self.settings.table).set_item(Some(item));
        guarded(put.set_condition_expression(condition.map(str::to_owned)), StoreError::Exists).await
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
        guarded(put, StoreError::Stale).await
    }
}

/// Puts an item; `unfit` when its condition does not hold.
async fn guarded(put: PutItemFluentBuilder, unfit: StoreError) -> Result<(), StoreError> {
    match put.send().await {
        Ok(_) => Ok(()),
        Err(error)
            if error
                .as_service_error()
                .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
        {
            Err(unfit)
        }
        Err(error) => Err(StoreError::call("PutItem", error)),
    }
}
