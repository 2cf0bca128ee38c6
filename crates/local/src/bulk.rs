//! Many claims at a time into the table's file, past HTTP: docs/adr/0011.
//!
//! What stands in an item and which row gives way to what, the store says; here is only how they get there. Each call is one
//! transaction of the file, which other processes wait for: an office may run on the same file meanwhile.

use crate::OpenError;
use beian_filing::claim_list::Change;
use beian_store::{
    ReadyClaim, Settled,
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

/// Kilobytes of the file that are kept in memory, as SQLite counts them: below zero.
const CACHE: i64 = -88_000;
/// Pages that the log may hold before they are written into the file. Claims come in no order, so that the same page is
/// changed again and again.
const LOG: i64 = 16_000;
/// The file waits five seconds for whoever writes into it; so often it is tried again.
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
    /// Opens the file of a table that is there.
    ///
    /// # Errors
    /// When it cannot be opened, or there is no such table in it.
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

    /// Takes rows over, all of them or none, and says what became of each.
    ///
    /// # Errors
    /// When the file cannot be written; then nothing was.
    pub fn settle<'a>(&self, rows: impl Iterator<Item = &'a ReadyClaim>) -> Result<Vec<Settled>, OpenError> {
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
            // It may be undone already; what failed before says more.
            let _ = self.storage.rollback();
        }
        settled
    }

    fn write<'a>(&self, rows: impl Iterator<Item = &'a ReadyClaim>) -> Result<Vec<Settled>, OpenError> {
        let mut settled = Vec::new();
        let (mut puts, mut seen) = (Vec::new(), HashSet::new());
        for row in rows {
            if !seen.insert(&row.key) {
                // It must find what the row before it put.
                self.put(&mut puts)?;
            }
            let (pk, sk) = (key(&row.key.pk)?, key(&row.key.sk)?);
            let found = self.storage.get_item(self.table, &pk, &sk).map_err(OpenError::table)?;
            let found = found.map(|item| document(&item)).transpose()?;
            let outcome = row.settle(found.as_deref());
            settled.push(outcome);
            match (outcome, row.change) {
                (Settled::Done, Change::Add) if found.as_ref() != Some(&row.document) => {
                    puts.push(base_row(row, pk, sk)?);
                }
                (Settled::Done, Change::Remove) if found.is_some() => {
                    self.storage.delete_item(self.table, &pk, &sk).map_err(OpenError::table)?;
                }
                _ => {}
            }
        }
        self.put(&mut puts)?;
        Ok(settled)
    }

    /// In the order of their keys, so that neighbours change a page once.
    fn put(&self, rows: &mut Vec<BaseItemRow>) -> Result<(), OpenError> {
        rows.sort_unstable_by(|one, other| one.pk.cmp(&other.pk));
        self.storage.put_base_items(self.table, rows).map_err(OpenError::table)?;
        rows.clear();
        Ok(())
    }
}

/// The document of an item as the file has it.
fn document(item: &str) -> Result<String, OpenError> {
    let mut item: Value = serde_json::from_str(item).map_err(OpenError::table)?;
    match item["data"]["S"].take() {
        Value::String(document) => Ok(document),
        _ => Err(OpenError::Table("a claim has no document".to_owned())),
    }
}

/// A text as a part of a key, as the file has it.
fn key(text: &str) -> Result<String, OpenError> {
    let key = AttributeValue::S(text.to_owned()).to_key_string();
    key.ok_or_else(|| OpenError::Table("a text is no key".to_owned()))
}

/// A claim has no attribute that an index reads, so its row is all that there is to write.
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
