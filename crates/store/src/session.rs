//! Sessions: who is signed in, by the hash of an opaque token.

use crate::{
    Store, StoreError,
    item::{self, Item, number},
    keys::Key,
};
use beian_filing::actor::Actor;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A session. It is found by the hash of its token; the token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Who is signed in.
    pub actor: Actor,
    /// When it ends; it counts as ended then even while the item is still there.
    pub expires_at: Timestamp,
}

pub(crate) fn read(found: &Item) -> Result<Session, StoreError> {
    item::data("session", found)
}

impl Store {
    /// Opens a session under the hash of its token.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn open_session(&self, hash: &str, session: &Session) -> Result<(), StoreError> {
        let mut item = item::document(Key::session(hash), session)?;
        item.insert("expires_at".to_owned(), number(session.expires_at.as_second()));
        self.put(item, None).await
    }

    /// Ends a session. That it has ended before is fine.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        self.db
            .delete_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(Key::session(hash))))
            .send()
            .await
            .map_err(|error| StoreError::call("DeleteItem", error))?;
        Ok(())
    }

    /// Puts one item, guarded by a condition if there is one.
    pub(crate) async fn put(&self, item: Item, condition: Option<&str>) -> Result<(), StoreError> {
        let put = self.db.put_item().table_name(&self.settings.table).set_item(Some(item));
        match put.set_condition_expression(condition.map(str::to_owned)).send().await {
            Ok(_) => Ok(()),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Err(StoreError::Exists)
            }
            Err(error) => Err(StoreError::call("PutItem", error)),
        }
    }
}
