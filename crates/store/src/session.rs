//! Sessions: the signed-in users, by the hash of an opaque token.

use crate::{
    Store, StoreError,
    item::{self, Item, number},
    keys::{Key, PK},
    table::THERE,
};
use beian_filing::account::Session;
use jiff::Timestamp;

pub(crate) fn session_item(hash: &str, session: &Session) -> Result<Item, StoreError> {
    let mut item = item::document(Key::session(hash), session)?;
    item::expire(&mut item, session.expires_at);
    Ok(item)
}

pub(crate) fn read(found: &Item) -> Result<Session, StoreError> {
    let seen = item::read_number(found, "seen_at").and_then(|seconds| Timestamp::from_second(seconds).ok());
    let session: Session = item::data("session", found)?;
    Ok(Session { seen_at: seen, ..session })
}

impl Store {
    /// Notes the time at which a session is used. A session that ended meanwhile is no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn note_session(&self, hash: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = self
            .update_item(Key::session(hash))
            .update_expression("SET seen_at = :now")
            .condition_expression(THERE)
            .expression_attribute_values(":now", number(now.as_second()));
        self.try_update(update).await.map(drop)
    }

    /// Ends a session. A session that ended before is no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        self.delete(Key::session(hash)).await
    }

    /// Opens a session under the hash of its token and leaves the account's list of sessions alone. Only tests need it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn open_session(&self, hash: &str, session: &Session) -> Result<(), StoreError> {
        self.put(session_item(hash, session)?).await
    }

    /// Sessions by their hashes; ended sessions are left out.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn sessions(&self, hashes: &[&str]) -> Result<Vec<(String, Session)>, StoreError> {
        let found = self.get_all(hashes.iter().map(|hash| Key::session(hash)).collect()).await?;
        found
            .iter()
            .map(|found| {
                let hash = item::string(found, PK)?.strip_prefix("SESSION#").unwrap_or_default().to_owned();
                Ok((hash, read(found)?))
            })
            .collect()
    }
}
