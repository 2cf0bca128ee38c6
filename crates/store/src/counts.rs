//! Counts of the bureau's open work. A job counts the entries of the indexes and saves the counts in one item, so a page needs one read
//! to show them.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, text},
    keys::{self, Key},
};
use beian_filing::{
    calendar::local_date,
    filing::FilingStatus,
    statistics::{OpenCasesRow, StatusAge},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The open work with one status.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Number of all entries.
    pub all: u32,
    /// Number of the entries that are due today.
    pub due_today: u32,
    /// Number of the late entries.
    pub late: u32,
    /// Number of the entries of each age. Ages without entries are omitted.
    pub ages: BTreeMap<StatusAge, u32>,
}

/// The open work of the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The time of counting.
    pub at: Timestamp,
    /// The open filings by status.
    pub statuses: BTreeMap<String, Waiting>,
    /// Number of the filings under review without a reviewer.
    pub unassigned: u32,
    /// The open paper requests.
    pub requests: Waiting,
}

impl Counts {
    /// Returns the open work by status and age, as the statistics publish it.
    pub fn standing(&self) -> Vec<OpenCasesRow> {
        let statuses = self.statuses.iter().map(|(status, waiting)| (status.as_str(), waiting));
        let all = statuses.chain([("paper_request", &self.requests)]);
        let of = |(status, waiting): (&str, &Waiting)| {
            let rows = waiting.ages.iter().map(|(age, count)| OpenCasesRow {
                status: status.to_owned(),
                age: *age,
                count: u64::from(*count),
            });
            rows.collect::<Vec<_>>()
        };
        all.flat_map(of).collect()
    }
}

/// The fields of an entry that are counted. The documents of filings and of paper requests both have them.
#[derive(Deserialize)]
struct Entry {
    entered_at: Timestamp,
    #[serde(default)]
    assignee: Option<String>,
}

impl Waiting {
    /// Adds an entry to the counts. The sort key has the due day.
    fn add(&mut self, sort: &str, entry: &Entry, today: Date) {
        self.all += 1;
        // The sort key of an entry without a due day begins with a time, and the text of a time is longer than that of a day.
        let due: Option<Date> =
            sort.split('#').next().filter(|day| day.len() == 10).and_then(|day| day.parse().ok());
        self.due_today += u32::from(due.is_some_and(|due| due == today));
        self.late += u32::from(due.is_some_and(|due| due < today));
        *self.ages.entry(StatusAge::since(local_date(entry.entered_at), today)).or_default() += 1;
    }
}

impl Store {
    /// Counts the present open work. Each worklist is read once.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn count_work(&self, at: Timestamp, today: Date) -> Result<Counts, StoreError> {
        let (mut statuses, mut unassigned) = (BTreeMap::new(), 0);
        for status in FilingStatus::ALL.into_iter().filter(|status| status.is_open()) {
            let mut waiting = Waiting::default();
            for shard in 0..keys::SHARDS {
                self.each_waiting(keys::status_pk(status.as_str(), shard), |sort, entry| {
                    waiting.add(sort, entry, today);
                    unassigned += u32::from(status == FilingStatus::UnderReview && entry.assignee.is_none());
                })
                .await?;
            }
            statuses.insert(status.as_str().to_owned(), waiting);
        }
        let mut requests = Waiting::default();
        for shard in 0..keys::SHARDS {
            self.each_waiting(keys::requests_pk(shard), |sort, entry| requests.add(sort, entry, today))
                .await?;
        }
        Ok(Counts { at, statuses, unassigned, requests })
    }

    /// Calls `count` for each entry in one partition of the worklists.
    async fn each_waiting(&self, key: String, mut count: impl FnMut(&str, &Entry)) -> Result<(), StoreError> {
        let query = self
            .query_index(Index::Status)
            .key_condition_expression("status_key = :partition")
            .expression_attribute_values(":partition", text(&key))
            .projection_expression("status_sort, #data")
            .expression_attribute_names("#data", "data");
        self.each_page(query, |page| {
            for found in page {
                count(item::string(found, "status_sort")?, &item::data("state", found)?);
            }
            Ok(true)
        })
        .await
    }

    /// Saves the counts.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_counts(&self, counts: &Counts) -> Result<(), StoreError> {
        self.put(item::document(Key::counts(), counts)?).await
    }

    /// Reads the latest counts; `None` before the first count.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn counts(&self) -> Result<Option<Counts>, StoreError> {
        self.get(Key::counts()).await?.map(|found| item::data("counts", &found)).transpose()
    }
}
