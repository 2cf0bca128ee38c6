//! The sparse indexes. An item stands in a list of an index as long as it has the two attributes that the index reads.

use crate::{
    item::{Item, text},
    keys,
};
use jiff::civil::Date;

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
    /// The index's name, and the attributes with its partition key and its sort key.
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

    /// Enters an item in the list of this partition, at this place.
    pub(crate) fn enter(self, item: &mut Item, partition: String, sort: String) {
        let (_, partition_key, sort_key) = self.names();
        item.insert(partition_key.to_owned(), text(partition));
        item.insert(sort_key.to_owned(), text(sort));
    }
}

/// Enters an item in the list that retention reads on this day.
pub(crate) fn retain(item: &mut Item, id: &str, day: Date) {
    Index::Due.enter(item, keys::retained_pk(keys::shard(id)), format!("{day}#{id}"));
}

/// Enters an item in the list of running terms, under the day of its next reminder.
pub(crate) fn schedule_reminder(item: &mut Item, id: &str, day: Date) {
    Index::Schedule.enter(item, keys::clock_pk(keys::shard(id)), format!("{day}#{id}"));
}

/// Enters a record in the list of expiries, under the day of its next reminder. The list is apart from that of the terms because
/// only terms are counted again when the calendar changes.
pub(crate) fn schedule_expiry_reminder(item: &mut Item, number: &str, day: Date) {
    Index::Schedule.enter(item, keys::expiry_pk(keys::shard(number)), format!("{day}#{number}"));
}
