//! Publish the statistics as open data 开放数据.
//!
//! A schedule starts this function every day after midnight. It builds the tables of the last five years up to
//! yesterday. A reader fetches one item for a table, however large the counts are, and repeated reads reveal nothing
//! about the present day. An event is counted when its notices leave the outbox, so a late notice first counts in the
//! tables of the next day.

use beian_app::App;
use beian_filing::{
    calendar::local_date,
    statistics::{Statistics, StatisticsTable, rows},
};
use beian_store::{Published, StoreError};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use std::sync::Arc;

/// The number of months in a table.
const MONTHS: i32 = 60;
/// The number of months in the table of overall figures.
const WHOLE: i32 = 12;

/// The result of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The number of published tables; 0 if an earlier run published today's tables.
    pub published: usize,
}

/// Publishes today's tables unless an earlier run did.
///
/// # Errors
/// When the table does not answer. The next run publishes all tables.
pub async fn publish_statistics(app: Arc<App>) -> Result<Report, StoreError> {
    let store = &app.store;
    let mut report = Report::default();
    let to = local_date(app.clock.now()).saturating_sub(1.day());
    // The tables are written in order, so the last table proves that all were published.
    let last = StatisticsTable::ALL[StatisticsTable::ALL.len() - 1];
    if store.published(last).await?.is_some_and(|published| published.to >= to) {
        return Ok(report);
    }
    let first = |months: i32| to.first_of_month().saturating_sub((months - 1).months());
    let (from, recent) = (first(MONTHS), first(WHOLE));
    let days = store.tallied(from, to).await?;
    let whole = Statistics::of(days.iter().filter(|(day, ..)| *day >= recent).cloned(), recent, to);
    let found = Statistics::of(days, from, to);
    let standing = store.counts().await?.map(|counts| counts.standing()).unwrap_or_default();
    for table in StatisticsTable::ALL {
        let (from, rows): (Date, _) = match table {
            StatisticsTable::Filings => (from, rows(&found.filings)),
            StatisticsTable::Times => (from, rows(&found.times)),
            StatisticsTable::Overall => (recent, rows(&whole.overall)),
            StatisticsTable::Returns => (from, rows(&found.returns)),
            StatisticsTable::Conflicts => (from, rows(&found.conflicts)),
            StatisticsTable::Paper => (from, rows(&found.paper)),
            StatisticsTable::Standing => (to, rows(&standing)),
        };
        store.publish(table, &Published { from, to, rows }).await?;
        report.published += 1;
    }
    Ok(report)
}
