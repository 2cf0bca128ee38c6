//! What became of letters, and the addresses that get none.

use crate::{
    Store, StoreError,
    commit::{Guard, Transaction},
    item::{self, Item, number, text},
    keys::{self, Key, PK},
    list::{Index, List, Page},
};
use aws_sdk_dynamodb::types::{Put, TransactWriteItem, Update};
use beian_filing::{
    account::{AccountEventKind, temporary_minutes},
    delivery::{Delivery, Suppression},
    history::digest_of,
};
use jiff::{SignedDuration, Timestamp};

/// What became of a letter is kept for so many days after it was first tried,
const LETTER_DAYS: i64 = 180;
/// and shown for so many where it did not arrive.
const SHOWN_DAYS: i64 = 90;
/// An address gets no letters for so many days; then one is tried again.
const SUPPRESSED_DAYS: i64 = 2 * 365;

/// No letter's identifier is longer.
const LONGEST_ID: usize = 32;

/// The identifier of the letter that an event owes as this part, the same however often it is tried.
pub fn letter_id(event: &Key, part: &str) -> String {
    digest_of(&format!("{}\n{}\n{part}", event.pk, event.sk))
}

/// The digest by which addresses are compared.
pub fn address_digest(address: &str) -> String {
    digest_of(&address.trim().to_ascii_lowercase())
}

impl Store {
    /// What became of a letter so far.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn letter(&self, id: &str) -> Result<Option<Delivery>, StoreError> {
        // Whatever is asked for, keys stay short.
        if id.len() > LONGEST_ID {
            return Ok(None);
        }
        self.get(Key::letter(id)).await?.as_ref().map(read).transpose()
    }

    /// What became of a letter so far, and whether its address gets letters, in one round trip.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn letter_to(
        &self,
        id: &str,
        address: &str,
    ) -> Result<(Option<Delivery>, Option<Suppression>), StoreError> {
        let (mut letter, mut suppression) = (None, None);
        for found in self.get_all(vec![Key::letter(id), Key::suppression(address)]).await? {
            if item::string(&found, PK)?.starts_with("MAIL#") {
                letter = Some(read(&found)?);
            } else {
                suppression = Some(item::data("suppression", &found)?);
            }
        }
        Ok((letter, suppression))
    }

    /// Keeps what became of a letter, if it is still what was believed; `None` where there was nothing.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it changed meanwhile.
    pub async fn keep_letter(
        &self,
        letter: &Delivery,
        believed: Option<&Delivery>,
    ) -> Result<(), StoreError> {
        self.put_believed(letter_item(letter)?, believed.map(|believed| believed.version)).await
    }

    /// Puts a letter back into the outbox, with the event that owes it.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when it changed meanwhile, or the event is gone.
    pub async fn owe_again(
        &self,
        letter: &Delivery,
        believed: &Delivery,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = Transaction::default();
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(letter_item(letter)?));
        transaction.put_versioned(Guard::State, put, Some(believed.version))?;
        let event = Key { pk: letter.pk.clone(), sk: letter.sk.clone() };
        let shard = keys::shard(&format!("{}#{}", event.pk, event.sk));
        let update = Update::builder()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(event)))
            .update_expression("SET outbox_key = :key, outbox_sort = :sort")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":key", text(keys::outbox_pk(shard)))
            .expression_attribute_values(":sort", text(format!("{now}#0")))
            .build()
            .map_err(|error| StoreError::call("TransactWriteItems", error))?;
        transaction.push(Guard::State, TransactWriteItem::builder().update(update).build());
        self.transact(transaction).await
    }

    /// Letters of the last months that did not arrive, the oldest first.
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
            |shard| List::of(Index::Stage, keys::undelivered_pk(shard)).since(since.clone()).after(cursor);
        self.merged(list, read).await
    }

    /// Whether an address gets letters, by its digest.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suppression(&self, address: &str) -> Result<Option<Suppression>, StoreError> {
        let found = self.get(Key::suppression(address)).await?;
        found.map(|found| item::data("suppression", &found)).transpose()
    }

    /// Those of these addresses that get no letters, by their digests.
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

    /// Keeps whether an address gets letters.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn suppress(&self, address: &str, suppression: &Suppression) -> Result<(), StoreError> {
        let mut item = item::document(Key::suppression(address), suppression)?;
        item::expire(&mut item, suppression.at + SignedDuration::from_hours(SUPPRESSED_DAYS * 24));
        self.put(item, None).await
    }
}

/// Whether a letter can be sent again by somebody else. Not what brings a temporary password or a link to sign up. And not what is so old
/// that what became of the event's other letters may be forgotten.
pub fn can_be_sent_again(letter: &Delivery, now: Timestamp) -> bool {
    let is_old = now.duration_since(letter.opened_at) >= SignedDuration::from_hours(SHOWN_DAYS * 24);
    let event: Option<AccountEventKind> = letter.event.as_str().parse().ok();
    !is_old && event.and_then(temporary_minutes).is_none() && !letter.pk.starts_with("SIGNUP#")
}

fn letter_item(letter: &Delivery) -> Result<Item, StoreError> {
    let mut item = item::document(Key::letter(&letter.id), letter)?;
    item.insert("version".to_owned(), number(letter.version));
    if letter.fate.is_undelivered() {
        item.insert("stage_key".to_owned(), text(keys::undelivered_pk(keys::shard(&letter.id))));
        item.insert("stage_sort".to_owned(), text(format!("{}#{}", letter.changed_at, letter.id)));
    }
    item::expire(&mut item, letter.opened_at + SignedDuration::from_hours(LETTER_DAYS * 24));
    Ok(item)
}

fn read(found: &Item) -> Result<Delivery, StoreError> {
    item::data("letter", found)
}
