//! The writing of many claims at a time into the table's file, without HTTP: docs/adr/0011.
//!
//! The store decides the content of an item and the order of precedence among rows; this file only writes. Each call is one
//! transaction of the file. Other processes wait for its end, because a local edition may run on the same file meanwhile.

use crate::OpenError;
use beian_filing::claim::ListChange;
use beian_store::{
    ClaimOutcome, ReadyClaim,
    keys::Key,
    layout::{LAYOUT_ATTRIBUTE, OtherLayout},
};
use dynoxide::{
    AttributeValue, Item,
    storage::{Storage, compute_hash_prefix},
    storage_backend::BaseItemRow,
    types::item_size,
};
use serde_json::Value;
use std::{collections::HashSet, path::Path};

/// The size of SQLite's cache, in kilobytes. SQLite expects it as a negative number.
const CACHE: i64 = -88_000;
/// The number of pages in the log before they are written into the file. Claims arrive unordered and change the same page again and
/// again, so a long log saves writes.
const LOG: i64 = 16_000;
/// The number of tries to begin a transaction; each waits five seconds for another process that writes.
const TRIES: u32 = 6;

/// The table's file, open for writing claims.
pub struct Bulk {
    storage: Storage,
    table: &'static str,
}

impl std::fmt::Debug for Bulk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Bulk").field("table", &self.table).finish_non_exhaustive()
    }
}

impl Bulk {
    /// Opens the file of an existing table.
    ///
    /// # Errors
    /// When the file cannot be opened or does not contain the table.
    pub fn open(file: &Path, table: &'static str) -> Result<Bulk, OpenError> {
        let storage = Storage::new(&file.to_string_lossy()).map_err(OpenError::table)?;
        if !storage.table_exists(table).map_err(OpenError::table)? {
            return Err(OpenError::Table(format!("there is no table {table} in {}", file.display())));
        }
        let Key { pk, sk } = Key::layout();
        let mark = storage.get_item(table, &key(&pk)?, &key(&sk)?).map_err(OpenError::table)?;
        let mark: Option<Value> = mark.and_then(|mark| serde_json::from_str(&mark).ok());
        let layout = mark.and_then(|mark| mark[LAYOUT_ATTRIBUTE]["N"].as_str()?.parse().ok());
        OtherLayout::check(layout)?;
        let settings = storage.conn();
        settings.pragma_update(None, "cache_size", CACHE).map_err(OpenError::table)?;
        settings.pragma_update(None, "wal_autocheckpoint", LOG).map_err(OpenError::table)?;
        Ok(Bulk { storage, table })
    }

    /// Writes all rows or none, and returns each row's result.
    ///
    /// # Errors
    /// When the file cannot be written. No row is written then.
    pub fn settle<'a>(
        &self,
        rows: impl Iterator<Item = &'a ReadyClaim>,
    ) -> Result<Vec<ClaimOutcome>, OpenError> {
        let mut tries = 1;
        while let Err(error) = self.storage.begin_transaction() {
            if tries == TRIES {
                return Err(OpenError::table(error));
            }
            tries += 1;
        }
        let settled = self.write(rows).and_then(|settled| {
            self.storage.commit().map_err(OpenError::table)?;
            Ok(settled)
        });
        if settled.is_err() {
            // The transaction may have been undone already; the first error is the cause.
            let _ = self.storage.rollback();
        }
        settled
    }

    fn write<'a>(&self, rows: impl Iterator<Item = &'a ReadyClaim>) -> Result<Vec<ClaimOutcome>, OpenError> {
        let mut settled = Vec::new();
        let (mut puts, mut seen) = (Vec::new(), HashSet::new());
        for row in rows {
            if !seen.insert(&row.key) {
                // The second row of a claim must find the item of the first.
                self.put(&mut puts)?;
            }
            let (pk, sk) = (key(&row.key.pk)?, key(&row.key.sk)?);
            let found = self.storage.get_item(self.table, &pk, &sk).map_err(OpenError::table)?;
            let found = found.map(|item| document(&item)).transpose()?;
            let outcome = row.outcome(found.as_deref());
            settled.push(outcome);
            match (outcome, row.change) {
                (ClaimOutcome::Done, ListChange::Add) if found.as_ref() != Some(&row.document) => {
                    puts.push(base_row(row, pk, sk)?);
                }
                (ClaimOutcome::Done, ListChange::Remove) if found.is_some() => {
                    self.storage.delete_item(self.table, &pk, &sk).map_err(OpenError::table)?;
                }
                _ => {}
            }
        }
        self.put(&mut puts)?;
        Ok(settled)
    }

    /// Writes rows in the order of their keys, so that rows of the same page change it once.
    fn put(&self, rows: &mut Vec<BaseItemRow>) -> Result<(), OpenError> {
        rows.sort_unstable_by(|one, other| one.pk.cmp(&other.pk));
        self.storage.put_base_items(self.table, rows).map_err(OpenError::table)?;
        rows.clear();
        Ok(())
    }
}

/// The document in an item of the file.
fn document(item: &str) -> Result<String, OpenError> {
    let mut item: Value = serde_json::from_str(item).map_err(OpenError::table)?;
    match item["data"]["S"].take() {
        Value::String(document) => Ok(document),
        _ => Err(OpenError::Table("a claim has no document".to_owned())),
    }
}

/// A text in the file's form of a key.
fn key(text: &str) -> Result<String, OpenError> {
    let key = AttributeValue::S(text.to_owned()).to_key_string();
    key.ok_or_else(|| OpenError::Table("a text is no key".to_owned()))
}

/// The row of a claim. No index reads a claim's attributes, so a claim needs no other row.
fn base_row(row: &ReadyClaim, pk: String, sk: String) -> Result<BaseItemRow, OpenError> {
    let hash_prefix = compute_hash_prefix(&AttributeValue::S(row.key.pk.clone()));
    let item: Item = serde_json::from_value(row.item()).map_err(OpenError::table)?;
    Ok(BaseItemRow {
        item_json: serde_json::to_string(&item).map_err(OpenError::table)?,
        item_size: item_size(&item),
        cached_at: None,
        hash_prefix,
        pk,
        sk,
    })
}
