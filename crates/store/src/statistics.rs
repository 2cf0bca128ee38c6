//! Statistics 统计: the counts of each day, and the tables that are published from them.

use crate::{
    Store, StoreError,
    item::{self, Item, number, text},
    keys::{self, Key, SK},
    transaction::{self, Condition, Transaction},
};
use beian_filing::statistics::{CountKey, Counts, Rows, StatisticsTable};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A published table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The first day that the table covers.
    pub from: Date,
    /// The last day that the table covers.
    pub to: Date,
    /// The rows.
    pub rows: Rows,
}

impl Store {
    /// Adds the counts of a day to a transaction. Each group of counts is an item of its own.
    pub(crate) fn tally(
        &self,
        day: Date,
        counts: &[CountKey],
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let mut groups: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for count in counts {
            *groups.entry(&count.group).or_default().entry(&count.name).or_default() += 1;
        }
        for (group, names) in groups {
            let mut update = transaction::update(Key::tally(&day.to_string(), group));
            let mut added = Vec::new();
            for (place, (name, by)) in names.into_iter().enumerate() {
                added.push(format!("#n{place} :n{place}"));
                update = update
                    .expression_attribute_names(format!("#n{place}"), name)
                    .expression_attribute_values(format!(":n{place}"), number(by));
            }
            let update = update.update_expression(format!("ADD {}", added.join(", ")));
            transaction.update(Condition::Other, update)?;
        }
        Ok(())
    }

    /// Reads the counts from the first of these days to the last, one entry for each day and group.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn tallied(&self, from: Date, to: Date) -> Result<Vec<(Date, String, Counts)>, StoreError> {
        let query = self
            .query()
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(keys::TALLY))
            .expression_attribute_values(":from", text(from.to_string()))
            // `~` sorts behind the character that follows the day in a sort key, so the last day is included.
            .expression_attribute_values(":to", text(format!("{to}~")));
        self.found(query, usize::MAX, read).await
    }

    /// Saves a published table, which replaces the earlier one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn publish(&self, table: StatisticsTable, published: &Published) -> Result<(), StoreError> {
        self.put(item::document(Key::statistics(table.as_str()), published)?).await
    }

    /// Reads the latest published table; `None` before the first one.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn published(&self, table: StatisticsTable) -> Result<Option<Published>, StoreError> {
        let found = self.get(Key::statistics(table.as_str())).await?;
        found.map(|found| item::data("statistics", &found)).transpose()
    }
}

/// Reads the counts of a group on a day.
fn read(entry: &Item) -> Result<(Date, String, Counts), StoreError> {
    let (day, group) = item::string(entry, SK)?
        .split_once('#')
        .ok_or_else(|| StoreError::corrupt("tally", "a sort key without a group"))?;
    let day = day.parse().map_err(|error| StoreError::corrupt("tally", error))?;
    let count = |(name, value): (&String, &aws_sdk_dynamodb::types::AttributeValue)| {
        Some((name.clone(), value.as_n().ok()?.parse().ok()?))
    };
    Ok((day, group.to_owned(), entry.iter().filter_map(count).collect()))
}
