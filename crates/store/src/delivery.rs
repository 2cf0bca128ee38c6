//! Deliveries of messages, and suppressed addresses. A message is an email to one recipient of an event.

use crate::{
    Page, Store, StoreError,
    index::Index,
    item::{self, Item, text},
    keys::{self, Key, PK},
    list::List,
    table::THERE,
    transaction::{self, Condition},
};
use beian_filing::{
    account::{AccountEventKind, temporary_minutes},
    history::digest_of,
    notice::{Delivery, Suppression},
};
use jiff::{SignedDuration, Timestamp};

/// Number of days for which a delivery is kept after it was opened.
const LETTER_DAYS: i64 = 180;
/// Number of days for which an undelivered message is listed.
const SHOWN_DAYS: i64 = 90;
/// Number of days for which a suppressed address receives no messages. The next message after that is sent.
const SUPPRESSED_DAYS: i64 = 2 * 365;

/// Maximum length of a message's identifier, in bytes.
const LONGEST_ID: usize = 32;

/// Computes the identifier of the message for one recipient of an event. `part` tells the recipients apart; all tries of the message have
/// the same identifier.
pub fn delivery_id(event: &Key, part: &str) -> String {
    digest_of(&format!("{}\n{}\n{part}", event.pk, event.sk))
}

/// Computes the digest by which addresses are compared.
pub fn address_digest(address: &str) -> String {
    digest_of(&address.trim().to_ascii_lowercase())
}

impl Store {
    /// Reads the delivery of a message.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delivery(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        // No message has a longer identifier, and DynamoDB refuses long keys.
        if id.len() > LONGEST_ID {
            return Ok(None);
        }
        self.get(Key::delivery(id)).await?.as_ref().map(read).transpose()
    }

    /// Reads the delivery of a message and the suppression of its address, in one round trip. `address` is the digest of the address.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn delivery_to(
        &self,
        id: &str,
        address: &str,
    ) -> Result<(Option<Delivery>, Option<Suppression>), StoreError> {
        let (mut letter, mut suppression) = (None, None);
        for found in self.get_all(vec![Key::delivery(id), Key::suppression(address)]).await? {
            if item::string(&found, PK)?.starts_with("MAIL#") {
                letter = Some(read(&found)?);
            } else {
                suppression = Some(item::data("suppression", &found)?);
            }
        }
        Ok((letter, suppression))
    }

    /// Saves the delivery of a message, on the condition that the stored delivery is still `expected`, or that none exists if it is
    /// `None`.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the delivery has changed meanwhile.
    pub async fn save_delivery(
        &self,
        letter: &Delivery,
        expected: Option<&Delivery>,
    ) -> Result<(), StoreError> {
        self.put_expected(letter_item(letter)?, expected.map(|expected| expected.version)).await
    }

    /// Saves the delivery of a message that must be sent again, and puts its event back into the outbox.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if the delivery has changed meanwhile or the event does not exist any more.
    pub async fn require_delivery(
        &self,
        letter: &Delivery,
        expected: &Delivery,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        transaction.put_versioned(Condition::State, letter_item(letter)?, Some(expected.version))?;
        let event = Key { pk: letter.pk.clone(), sk: letter.sk.clone() };
        let shard = keys::shard(format!("{}#{}", event.pk, event.sk));
        let update = transaction::update(event)
            .update_expression("SET outbox_key = :key, outbox_sort = :sort")
            .condition_expression(THERE)
            .expression_attribute_values(":key", text(keys::outbox_pk(shard)))
            .expression_attribute_values(":sort", text(format!("{now}#0")));
        transaction.update(Condition::State, update)?;
        self.transact(transaction).await
    }

    /// Lists the messages of the last ninety days that did not arrive, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn undelivered(
        &self,
        cursor: Option<&str>,
        now: Timestamp,
    ) -> Result<Page<Delivery>, StoreError> {
        let since = (now - SignedDuration::from_hours(SHOWN_DAYS * 24)).to_string();
        let list =
            |shard| List::of(Index::Status, keys::undelivered_pk(shard)).since(since.clone()).after(cursor);
        self.merged(list, read).await
    }

    /// Reads the suppression of an address. `address` is the digest of the address.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suppression(&self, address: &str) -> Result<Option<Suppression>, StoreError> {
        let found = self.get(Key::suppression(address)).await?;
        found.map(|found| item::data("suppression", &found)).transpose()
    }

    /// Returns those of the addresses that receive no messages. Both lists are digests of addresses.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suppressed(&self, addresses: &[&str]) -> Result<Vec<String>, StoreError> {
        let mut wanted: Vec<&str> = addresses.to_vec();
        wanted.sort_unstable();
        wanted.dedup();
        let found = self.get_all(wanted.into_iter().map(Key::suppression).collect()).await?;
        let mut held = Vec::new();
        for found in &found {
            let suppression: Suppression = item::data("suppression", found)?;
            if suppression.holds() {
                let pk = item::string(found, PK)?;
                held.push(pk.strip_prefix("SUPPRESSED#").unwrap_or_default().to_owned());
            }
        }
        Ok(held)
    }

    /// Saves the suppression of an address. `address` is the digest of the address.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suppress(&self, address: &str, suppression: &Suppression) -> Result<(), StoreError> {
        let mut item = item::document(Key::suppression(address), suppression)?;
        item::expire(&mut item, suppression.at + SignedDuration::from_hours(SUPPRESSED_DAYS * 24));
        self.put(item).await
    }
}

/// Tells whether staff can send a message again. Messages with a temporary password or a sign-up link are excluded. An old message is
/// excluded too, because the deliveries of the event's other messages may have expired.
pub fn can_be_sent_again(letter: &Delivery, now: Timestamp) -> bool {
    let is_old = now.duration_since(letter.opened_at) >= SignedDuration::from_hours(SHOWN_DAYS * 24);
    let event: Option<AccountEventKind> = letter.event.as_str().parse().ok();
    !is_old && event.and_then(temporary_minutes).is_none() && !letter.pk.starts_with("SIGNUP#")
}

fn letter_item(letter: &Delivery) -> Result<Item, StoreError> {
    let mut item = item::document(Key::delivery(&letter.id), letter)?;
    item::set_version(&mut item, letter.version);
    if letter.status.is_undelivered() {
        let sort = format!("{}#{}", letter.changed_at, letter.id);
        Index::Status.enter(&mut item, keys::undelivered_pk(keys::shard(&letter.id)), sort);
    }
    item::expire(&mut item, letter.opened_at + SignedDuration::from_hours(LETTER_DAYS * 24));
    Ok(item)
}

fn read(found: &Item) -> Result<Delivery, StoreError> {
    item::data("letter", found)
}
