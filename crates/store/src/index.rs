//! The sparse indexes of the table. An index lists an item as long as the item has the two attributes that the index reads.

use crate::{
    item::{Item, text},
    keys,
};
use jiff::civil::Date;
use std::fmt::Display;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Index {
    Owner,
    Provider,
    Status,
    Record,
    Outbox,
    Schedule,
    Due,
}

impl Index {
    /// Returns the name of the index, and the names of the attributes with its partition key and its sort key.
    pub(crate) fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Index::Owner => ("owner-index", "owner_key", "owner_sort"),
            Index::Provider => ("provider-index", "provider_key", "provider_sort"),
            Index::Status => ("status-index", "status_key", "status_sort"),
            Index::Record => ("record-index", "record_key", "record_sort"),
            Index::Outbox => ("outbox-index", "outbox_key", "outbox_sort"),
            Index::Schedule => ("schedule-index", "schedule_key", "schedule_sort"),
            Index::Due => ("due-index", "due_key", "due_sort"),
        }
    }

    /// Adds an item to the list of this partition. `sort` determines its place.
    pub(crate) fn enter(self, item: &mut Item, partition: String, sort: String) {
        let (_, partition_key, sort_key) = self.names();
        item.insert(partition_key.to_owned(), text(partition));
        item.insert(sort_key.to_owned(), text(sort));
    }
}

/// Adds an item to the list of items that are due for retention on this day.
pub(crate) fn retain(item: &mut Item, id: impl Display, day: Date) {
    Index::Due.enter(item, keys::retained_pk(keys::shard(&id)), format!("{day}#{id}"));
}

/// Adds an item to the list of running deadlines, under the day of its next reminder.
pub(crate) fn schedule_reminder(item: &mut Item, id: impl Display, day: Date) {
    Index::Schedule.enter(item, keys::clock_pk(keys::shard(&id)), format!("{day}#{id}"));
}

/// Adds a record to the list of expiries, under the day of its next reminder. Expiries and deadlines have separate lists, because a
/// change of the calendar moves deadlines only.
pub(crate) fn schedule_expiry_reminder(item: &mut Item, number: impl Display, day: Date) {
    Index::Schedule.enter(item, keys::expiry_pk(keys::shard(&number)), format!("{day}#{number}"));
}
