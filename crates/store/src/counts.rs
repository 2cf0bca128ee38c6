//! How much waits at the bureau: counted by a job from the indexes, kept in one item, shown for one read.

use crate::{
    Store, StoreError,
    item::{self, text},
    keys::{self, Key},
};
use aws_sdk_dynamodb::types::Select;
use beian_filing::state::Stage;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What waits in one stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// All of it.
    pub all: u32,
    /// What is due today.
    pub due_today: u32,
    /// What is late.
    pub late: u32,
}

/// How much waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// When it was counted.
    pub at: Timestamp,
    /// By stage.
    pub stages: BTreeMap<String, Waiting>,
    /// Under review, and nobody took it up.
    pub unassigned: u32,
    /// Paper requests.
    pub requests: Waiting,
}

/// An index, its partition and sort keys, and the partitions that are counted together.
struct Counted<'a> {
    index: &'a str,
    partition: &'a str,
    sort: &'a str,
    keys: Vec<String>,
}

impl Store {
    /// Counts what waits, today.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn count_work(&self, at: Timestamp, today: Date) -> Result<Counts, StoreError> {
        let mut stages = BTreeMap::new();
        for stage in Stage::ALL.into_iter().filter(|stage| stage.is_open()) {
            let keys = (0..keys::SHARDS).map(|shard| keys::stage_pk(stage.as_str(), shard)).collect();
            stages.insert(stage.as_str().to_owned(), self.waiting(keys, today).await?);
        }
        let unassigned = Counted {
            index: "record-index",
            partition: "record_key",
            sort: "record_sort",
            keys: (0..keys::SHARDS).map(keys::unassigned_pk).collect(),
        };
        let requests = self.waiting((0..keys::SHARDS).map(keys::requests_pk).collect(), today).await?;
        let unassigned = self.number_of(&unassigned, None).await?;
        Ok(Counts { at, stages, unassigned, requests })
    }

    async fn waiting(&self, keys: Vec<String>, today: Date) -> Result<Waiting, StoreError> {
        let of = Counted { index: "stage-index", partition: "stage_key", sort: "stage_sort", keys };
        let until_today = self.number_of(&of, Some(format!("{today}~"))).await?;
        let late = self.number_of(&of, Some(today.to_string())).await?;
        Ok(Waiting { all: self.number_of(&of, None).await?, due_today: until_today - late, late })
    }

    /// How many entries there are, or how many whose sort key is below this.
    async fn number_of(&self, of: &Counted<'_>, below: Option<String>) -> Result<u32, StoreError> {
        let mut number = 0;
        for key in &of.keys {
            let mut start = None;
            loop {
                let query = self
                    .db
                    .query()
                    .table_name(&self.settings.table)
                    .index_name(of.index)
                    .select(Select::Count)
                    .expression_attribute_names("#partition", of.partition)
                    .expression_attribute_values(":partition", text(key))
                    .set_exclusive_start_key(start);
                let query = match &below {
                    Some(below) => query
                        .key_condition_expression("#partition = :partition AND #sort < :below")
                        .expression_attribute_names("#sort", of.sort)
                        .expression_attribute_values(":below", text(below)),
                    None => query.key_condition_expression("#partition = :partition"),
                };
                let page = query.send().await.map_err(|error| StoreError::call("Query", error))?;
                number += u32::try_from(page.count).unwrap_or_default();
                start = page.last_evaluated_key;
                if start.is_none() {
                    break;
                }
            }
        }
        Ok(number)
    }

    /// Keeps what was counted.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn put_counts(&self, counts: &Counts) -> Result<(), StoreError> {
        self.put(item::document(Key::counts(), counts)?, None).await
    }

    /// What was counted last; `None` before the first time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn counts(&self) -> Result<Option<Counts>, StoreError> {
        self.get(Key::counts()).await?.map(|found| item::data("counts", &found)).transpose()
    }
}
