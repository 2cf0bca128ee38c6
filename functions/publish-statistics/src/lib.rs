//! Publish the statistics as open data 开放数据.
//!
//! A schedule starts it every day, after midnight. It makes the tables of all days that are over, of the last five years, so that
//! reading one costs one item however much happened, and nobody learns what happened a moment ago by reading again and again.
//! What one day counts late, because its letters left late, the next day has.

use beian_app::App;
use beian_filing::{
    calendar::local_date,
    statistics::{Statistics, StatisticsTable, rows},
};
use beian_store::{Published, StoreError};
use jiff::{ToSpan, civil::Date};
use serde::Serialize;
use std::sync::Arc;

/// Tables are of so many months.
const MONTHS: i32 = 60;
/// What is told of a time as a whole is of so many months.
const WHOLE: i32 = 12;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Tables that were made anew; none when today's are there.
    pub published: usize,
}

/// Publishes what is not published yet.
///
/// # Errors
/// When the table does not answer; the next run publishes all.
pub async fn publish_statistics(app: Arc<App>) -> Result<Report, StoreError> {
    let store = &app.store;
    let mut report = Report::default();
    let to = local_date(app.clock.now()).saturating_sub(1.day());
    // The last one that is written says that all are.
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
