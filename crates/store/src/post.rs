//! Scanned post: scan batches 收件扫描, their letters 信, and the cases of the letters.

use crate::{
    Page, Store, StoreError,
    commit::Companion,
    index::{self, Index},
    item::{self, Item, number, text},
    keys::{self, Key},
    list::List,
    table::SAME_VERSION,
    transaction::{self, Condition, Transaction},
};
use beian_filing::{
    identifier::Username,
    paper::{BatchStatus, IncomingLetter, LetterState, ReorderedBatch, ScanBatch, UPLOAD_HOURS},
};
use jiff::SignedDuration;

impl Store {
    /// Reads a scan batch.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn batch(&self, batch: &str) -> Result<Option<ScanBatch>, StoreError> {
        self.get(Key::batch(batch)).await?.map(|found| read_batch(&found)).transpose()
    }

    /// Reads a scan batch and its letters in order.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn batch_with_letters(
        &self,
        batch: &str,
    ) -> Result<Option<(ScanBatch, Vec<IncomingLetter>)>, StoreError> {
        let query = self
            .query()
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(keys::batch_pk(batch)))
            .consistent_read(true);
        let (mut scanned, mut letters) = (None, Vec::new());
        for found in self.found(query, usize::MAX, |found| Ok(found.clone())).await? {
            match item::string(&found, keys::SK)? {
                keys::FILE => scanned = Some(read_batch(&found)?),
                sort if sort.starts_with(keys::LETTER) => letters.push(read_letter(&found)?),
                // The accesses of staff to the scan batch are in the same partition.
                _ => {}
            }
        }
        Ok(scanned.map(|scanned| (scanned, letters)))
    }

    /// Saves a scan batch, on the condition that the stored one has the version `expected`, or that none exists if it is `None`.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_batch(&self, batch: &ScanBatch, expected: Option<u64>) -> Result<(), StoreError> {
        self.put_expected(batch_item(batch)?, expected).await
    }

    /// Saves a scan batch that was cut into letters again, and all its letters, on the condition that the scan batch and the letters have
    /// not changed.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_reordered(&self, reordered: &ReorderedBatch) -> Result<(), StoreError> {
        let ReorderedBatch { batch, letters, removed } = reordered;
        let mut transaction = self.transaction();
        transaction.put_versioned(Condition::State, batch_item(batch)?, batch.version.checked_sub(1))?;
        for letter in letters {
            put_letter(letter, &mut transaction)?;
        }
        for letter in removed {
            let delete = transaction::delete(Key::incoming_letter(&letter.id))
                .condition_expression(SAME_VERSION)
                .expression_attribute_values(":expected", number(letter.version));
            transaction.delete(Condition::State, delete)?;
        }
        self.transact(transaction).await
    }

    /// Reads a letter.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn incoming_letter(&self, id: &str) -> Result<Option<IncomingLetter>, StoreError> {
        self.get(Key::incoming_letter(id)).await?.map(|found| read_letter(&found)).transpose()
    }

    /// Saves a letter of a scan batch. A letter that exists already stays and is returned.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn add_letter(&self, letter: IncomingLetter) -> Result<IncomingLetter, StoreError> {
        match self.put_expected(letter_item(&letter)?, None).await {
            Ok(()) => Ok(letter),
            Err(StoreError::Stale) => self.incoming_letter(&letter.id).await?.ok_or(StoreError::Missing),
            Err(error) => Err(error),
        }
    }

    /// Saves a letter, on the condition that the stored one has the version `expected`.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_letter(&self, letter: &IncomingLetter, expected: u64) -> Result<(), StoreError> {
        self.put_expected(letter_item(letter)?, Some(expected)).await
    }

    /// Saves a scan batch that could not be read, and the letter that reports it to a clerk, on the condition that the stored scan batch
    /// has the version `expected`.
    ///
    /// # Errors
    /// [`StoreError::Stale`].
    pub async fn save_rejected(
        &self,
        batch: &ScanBatch,
        notice: &IncomingLetter,
        expected: u64,
    ) -> Result<(), StoreError> {
        let mut transaction = self.transaction();
        transaction.put_versioned(Condition::State, batch_item(batch)?, Some(expected))?;
        // The letter of an earlier attempt is outdated, so it is replaced without a condition.
        transaction.put(Condition::Other, transaction::put(letter_item(notice)?))?;
        self.transact(transaction).await
    }

    /// Deletes the letter that reports an unreadable scan batch to a clerk, after the scan batch was uploaded again or deleted. A missing
    /// letter causes no error.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn drop_notice(&self, batch: &ScanBatch) -> Result<(), StoreError> {
        self.delete(Key::incoming_letter(&batch.failure_letter_id())).await
    }

    /// Lists the scan batches that a run must still read or quarantine, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn open_batches(&self, cursor: Option<&str>) -> Result<Page<ScanBatch>, StoreError> {
        let list = |shard| List::of(Index::Status, keys::open_batches_pk(shard)).after(cursor);
        self.merged(list, read_batch).await
    }

    /// Lists the scan batches that a clerk uploaded, the newest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn batches_of(
        &self,
        username: &Username,
        cursor: Option<&str>,
    ) -> Result<Page<ScanBatch>, StoreError> {
        let list = List::of(Index::Owner, keys::batches_of_pk(username)).after(cursor).newest_first();
        self.listing(list, read_batch).await
    }

    /// Lists the letters that wait for a case, the oldest first.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn unmatched(&self, cursor: Option<&str>) -> Result<Page<IncomingLetter>, StoreError> {
        let list = |shard| List::of(Index::Status, keys::unmatched_pk(shard)).after(cursor);
        self.merged(list, read_letter).await
    }
}

/// A letter that is filed with a case, or taken back from it, in the same transaction as the step of the case.
impl Companion for &IncomingLetter {
    fn put(self, _store: &Store, _command: &str, transaction: &mut Transaction) -> Result<(), StoreError> {
        put_letter(self, transaction)
    }
}

/// Puts a letter, on the condition that its version follows the stored one.
fn put_letter(letter: &IncomingLetter, transaction: &mut Transaction) -> Result<(), StoreError> {
    transaction.put_versioned(Condition::State, letter_item(letter)?, letter.version.checked_sub(1))
}

fn read_batch(found: &Item) -> Result<ScanBatch, StoreError> {
    item::data("scanned file", found)
}

fn read_letter(found: &Item) -> Result<IncomingLetter, StoreError> {
    item::data("letter", found)
}

fn batch_item(batch: &ScanBatch) -> Result<Item, StoreError> {
    let mut item = item::document(Key::batch(&batch.id), batch)?;
    let sort = format!("{}#{}", batch.at, batch.id);
    item::set_version(&mut item, batch.version);
    Index::Owner.enter(&mut item, keys::batches_of_pk(&batch.uploaded_by), sort.clone());
    if batch.is_open() {
        Index::Status.enter(&mut item, keys::open_batches_pk(keys::shard(&batch.id)), sort);
    }
    if let Some(day) = batch.kept_until {
        index::retain(&mut item, &batch.id, day);
    }
    if batch.status() == BatchStatus::Expected {
        item::expire(&mut item, batch.at + SignedDuration::from_hours(UPLOAD_HOURS));
    }
    Ok(item)
}

fn letter_item(letter: &IncomingLetter) -> Result<Item, StoreError> {
    let mut item = item::document(Key::incoming_letter(&letter.id), letter)?;
    item::set_version(&mut item, letter.version);
    if matches!(letter.state, LetterState::Waiting { .. }) {
        let sort = format!("{}#{}", letter.arrived_on, letter.id);
        Index::Status.enter(&mut item, keys::unmatched_pk(keys::shard(&letter.batch)), sort);
    }
    Ok(item)
}
