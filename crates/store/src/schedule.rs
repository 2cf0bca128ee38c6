//! Running terms, and expiries of records: a sparse index over filings, paper requests and records, by the day of the next reminder.
//!
//! An entry holds the whole state, so that a run reads the due entries and nothing else.

use crate::{
    Store, StoreError, filing,
    index::Index,
    item::{self, Item, text},
    keys::{self, PK},
    record, request,
};
use beian_filing::{
    filing::{Filing, Step},
    history::Context,
    paper::{PaperRequest, RequestStep},
    record::{Record, RecordStep},
};
use jiff::civil::Date;

/// One page has at most this many entries.
const PAGE: i32 = 200;

/// An entry with a running term or with an expiry, as lists know it.
#[derive(Debug, Clone)]
pub enum ScheduledItem {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// A record.
    Record(Box<Record>),
}

/// A step that the day alone calls for.
#[derive(Debug)]
pub enum ScheduledStep {
    /// A step of a filing.
    Filing(Box<Step>),
    /// A step of a paper request.
    Request(Box<RequestStep>),
    /// A step of a record.
    Record(Box<RecordStep>),
}

impl ScheduledItem {
    /// The step that today calls for.
    pub fn step(self, context: &Context<'_>) -> Option<ScheduledStep> {
        match self {
            ScheduledItem::Filing(filing) => {
                filing.scheduled_step(context).map(Box::new).map(ScheduledStep::Filing)
            }
            ScheduledItem::Request(request) => {
                request.scheduled_step(context).map(Box::new).map(ScheduledStep::Request)
            }
            ScheduledItem::Record(record) => {
                record.scheduled_step(context).map(Box::new).map(ScheduledStep::Record)
            }
        }
    }

    /// The step that moves the due day by a changed calendar. Records expire by calendar days, which no change moves.
    pub fn recalculate(self, context: &Context<'_>) -> Option<ScheduledStep> {
        match self {
            ScheduledItem::Filing(filing) => {
                filing.recalculate(context).map(Box::new).map(ScheduledStep::Filing)
            }
            ScheduledItem::Request(request) => {
                request.recalculate(context).map(Box::new).map(ScheduledStep::Request)
            }
            ScheduledItem::Record(_) => None,
        }
    }
}

/// The place of a walk through the running terms and the expiries.
#[derive(Debug, Clone, Default)]
pub struct ScheduleCursor {
    /// The shard: the shards of terms come first, and those of expiries follow.
    shard: u8,
    start: Option<Item>,
    over: bool,
}

impl Store {
    /// Saves a step that the day alone called for. The state's version names the command, so that a state takes one such step only.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub async fn commit_scheduled(&self, step: ScheduledStep) -> Result<(), StoreError> {
        let command = |version: u64| format!("clock#{version}");
        match step {
            ScheduledStep::Filing(step) => {
                let command = command(step.after.version);
                self.commit(*step, &command).await.map(drop)
            }
            ScheduledStep::Request(step) => {
                let command = command(step.after.version);
                self.commit_request(*step, &command).await.map(drop)
            }
            ScheduledStep::Record(step) => {
                let command = command(step.after.version);
                self.commit_record(*step, &command).await.map(drop)
            }
        }
    }

    /// The next page of the terms and expiries with a reminder up to this day; `None` once all were seen. Without a day, the walk
    /// goes through all running terms and leaves the expiries out, because a changed calendar moves no expiry.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn scheduled(
        &self,
        by: Option<Date>,
        place: &mut ScheduleCursor,
    ) -> Result<Option<Vec<ScheduledItem>>, StoreError> {
        if place.over {
            return Ok(None);
        }
        let partition = match place.shard.checked_sub(keys::SHARDS) {
            None => keys::clock_pk(place.shard),
            Some(shard) => keys::expiry_pk(shard),
        };
        let query = self
            .query_index(Index::Schedule)
            .expression_attribute_values(":pk", text(partition))
            .limit(PAGE)
            .set_exclusive_start_key(place.start.take());
        let query = match by {
            // `~` is higher than the sign that follows the day in a sort key, so that the whole day is included.
            Some(day) => query
                .key_condition_expression("schedule_key = :pk AND schedule_sort <= :day")
                .expression_attribute_values(":day", text(format!("{day}~"))),
            None => query.key_condition_expression("schedule_key = :pk"),
        };
        let page = self.page(query).await?;
        let found = page.items().iter().map(read).collect::<Result<Vec<_>, _>>()?;
        place.start = page.last_evaluated_key;
        if place.start.is_none() {
            place.shard += 1;
            place.over = place.shard == if by.is_some() { 2 * keys::SHARDS } else { keys::SHARDS };
        }
        Ok(Some(found))
    }
}

fn read(found: &Item) -> Result<ScheduledItem, StoreError> {
    let pk = item::string(found, PK)?;
    if pk.starts_with("REQUEST#") {
        return Ok(ScheduledItem::Request(Box::new(request::read(found)?)));
    }
    if pk.starts_with("RECORD#") {
        return Ok(ScheduledItem::Record(Box::new(record::read(found)?)));
    }
    let mut filing = filing::read(found)?;
    filing.next_reminder_on =
        item::string(found, "schedule_sort")?.split('#').next().and_then(|day| day.parse().ok());
    Ok(ScheduledItem::Filing(Box::new(filing)))
}
