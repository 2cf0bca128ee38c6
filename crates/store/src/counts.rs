//! The bureau's open work: a job counts it from the indexes, and one item keeps the counts, so that showing them takes one read.

use crate::{
    Store, StoreError,
    index::Index,
    item::{self, text},
    keys::{self, Key},
};
use beian_filing::{
    calendar::local_date,
    filing::FilingStatus,
    statistics::{Age, StandingRow},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The open work of one stage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// All entries.
    pub all: u32,
    /// The entries that are due today.
    pub due_today: u32,
    /// The late entries.
    pub late: u32,
    /// The number of entries of each age; ages without entries are left out.
    pub ages: BTreeMap<Age, u32>,
}

/// The open work of the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The time of counting.
    pub at: Timestamp,
    /// The open filings by stage.
    pub statuses: BTreeMap<String, Waiting>,
    /// The filings under review that nobody took up.
    pub unassigned: u32,
    /// The open paper requests.
    pub requests: Waiting,
}

impl Counts {
    /// The open work by stage and age, as statistics publish it.
    pub fn standing(&self) -> Vec<StandingRow> {
        let statuses = self.statuses.iter().map(|(status, waiting)| (status.as_str(), waiting));
        let all = statuses.chain([("paper_request", &self.requests)]);
        let of = |(status, waiting): (&str, &Waiting)| {
            let rows = waiting.ages.iter().map(|(age, count)| StandingRow {
                status: status.to_owned(),
                age: *age,
                count: u64::from(*count),
            });
            rows.collect::<Vec<_>>()
        };
        all.flat_map(of).collect()
    }
}

/// The counted parts of an entry. The documents of filings and of paper requests both have them.
#[derive(Deserialize)]
struct Entry {
    entered_at: Timestamp,
    #[serde(default)]
    assignee: Option<String>,
}

impl Waiting {
    /// Counts an entry by its sort key and its document.
    fn add(&mut self, sort: &str, entry: &Entry, today: Date) {
        self.all += 1;
        // An entry without a due day sorts by a moment, which is longer than a day.
        let due: Option<Date> =
            sort.split('#').next().filter(|day| day.len() == 10).and_then(|day| day.parse().ok());
        self.due_today += u32::from(due.is_some_and(|due| due == today));
        self.late += u32::from(due.is_some_and(|due| due < today));
        *self.ages.entry(Age::since(local_date(entry.entered_at), today)).or_default() += 1;
    }
}

impl Store {
    /// Counts the open work of today. Each worklist is read once.
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

    /// Goes through one partition of the worklists.
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

    /// Keeps the counts.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_counts(&self, counts: &Counts) -> Result<(), StoreError> {
        self.put(item::document(Key::counts(), counts)?).await
    }

    /// The counts that were kept last; `None` before the first ones.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn counts(&self) -> Result<Option<Counts>, StoreError> {
        self.get(Key::counts()).await?.map(|found| item::data("counts", &found)).transpose()
    }
}
