//! What happened, counted by day, and the tables that are made of it for everybody.

use crate::{
    Store, StoreError,
    commit::{Guard, Transaction},
    item::{self, Item, number, text},
    keys::{self, Key, SK},
};
use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use beian_filing::statistics::{Count, Counts, Rows, Table};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A table as it is published.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// The first day that it is of.
    pub from: Date,
    /// The last day that it is of.
    pub to: Date,
    /// What it says.
    pub rows: Rows,
}

impl Store {
    /// Adds what is counted on a day to a transaction: one item a group.
    pub(crate) fn tally(
        &self,
        day: Date,
        counts: &[Count],
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let mut groups: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
        for count in counts {
            *groups.entry(&count.group).or_default().entry(&count.name).or_default() += 1;
        }
        for (group, names) in groups {
            let mut update = Update::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::tally(&day.to_string(), group))));
            let mut added = Vec::new();
            for (place, (name, by)) in names.into_iter().enumerate() {
                added.push(format!("#n{place} :n{place}"));
                update = update
                    .expression_attribute_names(format!("#n{place}"), name)
                    .expression_attribute_values(format!(":n{place}"), number(by));
            }
            let update = update
                .update_expression(format!("ADD {}", added.join(", ")))
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::Other, TransactWriteItem::builder().update(update).build());
        }
        Ok(())
    }

    /// What happened from the first of these days to the last, a group of counts at a time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn tallied(&self, from: Date, to: Date) -> Result<Vec<(Date, String, Counts)>, StoreError> {
        let query = self
            .db
            .query()
            .table_name(&self.settings.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(keys::TALLY))
            .expression_attribute_values(":from", text(from.to_string()))
            // Everything of that day: what follows it in a sort key is lower than `~`.
            .expression_attribute_values(":to", text(format!("{to}~")));
        self.found(query, usize::MAX, read).await
    }

    /// Publishes a table in the place of the one before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn publish(&self, table: Table, published: &Published) -> Result<(), StoreError> {
        self.put(item::document(Key::statistics(table.as_str()), published)?, None).await
    }

    /// A table as it was published last; `None` before the first time.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn published(&self, table: Table) -> Result<Option<Published>, StoreError> {
        let found = self.get(Key::statistics(table.as_str())).await?;
        found.map(|found| item::data("statistics", &found)).transpose()
    }
}

/// The counts of a group on a day.
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
