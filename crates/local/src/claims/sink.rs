//! The writing of batches into the target of an import.

use super::{ClaimsError, Done, Target, batch::Row, parts::Parts};
use crate::{
    OpenError,
    bulk::Bulk,
    data::{self, Data},
    table,
};
use beian_filing::claim::{ListChange, ListedClaim, list::SkipReason};
use beian_store::{ClaimOutcome, Store};
use std::{
    thread,
    time::{Duration, Instant},
};
use tokio::runtime::Handle;

/// The number of rows that are written at a time while a local edition runs on the same file. The edition then gets as much time as they
/// took.
const BESIDE: usize = 500;

/// The target of an import, open for writing.
pub enum Sink {
    Judged,
    /// The table's file, with the lock of the data directory unless a running edition has the lock.
    Office(Bulk, Option<Data>),
    Table(Store, Handle),
    Folder(Parts),
}

impl Sink {
    /// Opens a target.
    pub fn open(target: &Target) -> Done<Sink> {
        Ok(match target {
            Target::Judged => Sink::Judged,
            Target::Office(root) => {
                let file = root.join(data::TABLE);
                if !file.is_file() {
                    return Err(ClaimsError::NoOffice(root.clone()));
                }
                let alone = match Data::take(root) {
                    Ok(data) => Some(data),
                    Err(OpenError::InUse(_)) => None,
                    Err(error) => return Err(error.into()),
                };
                Sink::Office(Bulk::open(&file, table::TABLE)?, alone)
            }
            Target::Table(store, runtime) => Sink::Table(store.clone(), runtime.clone()),
            Target::Folder(folder) => Sink::Folder(Parts::create(folder)?),
        })
    }

    /// Writes rows, and returns for each row the reason for which it was not imported, if there is one.
    pub fn settle(&mut self, rows: &[Row]) -> Done<Vec<Option<SkipReason>>> {
        let reasons =
            |settled: Vec<ClaimOutcome>| settled.into_iter().map(ClaimOutcome::reason).collect::<Vec<_>>();
        match self {
            Sink::Judged => Ok(vec![None; rows.len()]),
            Sink::Office(bulk, Some(_)) => Ok(reasons(bulk.settle(rows.iter().map(|row| &row.ready))?)),
            Sink::Office(bulk, None) => {
                let mut settled = Vec::with_capacity(rows.len());
                for some in rows.chunks(BESIDE) {
                    let begun = Instant::now();
                    settled.extend(reasons(bulk.settle(some.iter().map(|row| &row.ready))?));
                    thread::sleep(begun.elapsed().max(Duration::from_millis(5)));
                }
                Ok(settled)
            }
            Sink::Table(store, runtime) => {
                let told: Vec<ListedClaim> = rows.iter().map(|row| row.told.clone()).collect();
                Ok(reasons(runtime.block_on(store.apply_claims(&told))?))
            }
            Sink::Folder(parts) => rows
                .iter()
                .map(|row| match row.told.change {
                    ListChange::Add => parts.write(&row.ready).map(|()| None),
                    ListChange::Remove => Ok(Some(SkipReason::NothingToRemove)),
                })
                .collect(),
        }
    }

    /// Completes the target's files.
    pub fn finish(self) -> Done<()> {
        match self {
            Sink::Folder(parts) => parts.finish(),
            _ => Ok(()),
        }
    }
}
