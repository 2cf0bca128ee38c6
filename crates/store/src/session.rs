//! Sessions 会话 of signed-in users. The key of a session is the hash of an opaque token.

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
    /// Saves the time of a session's last use. A session that has ended meanwhile causes no error.
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

    /// Ends a session. A session that has ended before causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn end_session(&self, hash: &str) -> Result<(), StoreError> {
        self.delete(Key::session(hash)).await
    }

    /// Saves a session without an entry in the account's list of sessions. Only tests need it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn open_session(&self, hash: &str, session: &Session) -> Result<(), StoreError> {
        self.put(session_item(hash, session)?).await
    }

    /// Reads sessions by the hashes of their tokens. Ended sessions are skipped.
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
