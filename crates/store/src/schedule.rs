//! Running deadlines, and expiries of records. A sparse index lists the filings, paper requests and records by the day of their next
//! reminder.
//!
//! An entry of the index contains the whole state, so a run reads only the entries that are due.

use crate::{
    Store, StoreError,
    commit::Stored,
    filing,
    index::Index,
    item::{self, Item, text},
    keys::{self, PK},
    record, request,
};
use beian_filing::{
    deadline::HasDeadline,
    filing::Filing,
    history::{Context, Step},
    paper::PaperRequest,
    record::Record,
};
use jiff::civil::Date;

/// Maximum number of entries on a page.
const PAGE: i32 = 200;

/// An item with a running deadline or an expiry, as lists have it.
#[derive(Debug, Clone)]
pub enum ScheduledItem {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// A record.
    Record(Box<Record>),
}

/// A step that the day causes, without a request by an actor.
#[derive(Debug)]
pub enum ScheduledStep {
    /// A step of a filing.
    Filing(Box<Step<Filing>>),
    /// A step of a paper request.
    Request(Box<Step<PaperRequest>>),
    /// A step of a record.
    Record(Box<Step<Record>>),
}

impl ScheduledItem {
    /// Returns the step that today causes; `None` if no step is due.
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

    /// Returns the step that moves the due day after a change of the calendar. Records expire on calendar days, which no change of the
    /// calendar moves.
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

/// The position of a run in the lists of running deadlines and of expiries.
#[derive(Debug, Clone, Default)]
pub struct ScheduleCursor {
    /// The shard. The shards of the deadlines come first, and those of the expiries follow.
    shard: u8,
    start: Option<Item>,
    over: bool,
}

impl Store {
    /// Saves a step that the day causes. The version of the state is part of the command, so each state has at most one such step.
    ///
    /// # Errors
    /// The errors of [`Store::commit`].
    pub async fn commit_scheduled(&self, step: ScheduledStep) -> Result<(), StoreError> {
        match step {
            ScheduledStep::Filing(step) => self.commit_of_today(*step).await,
            ScheduledStep::Request(step) => self.commit_of_today(*step).await,
            ScheduledStep::Record(step) => self.commit_of_today(*step).await,
        }
    }

    async fn commit_of_today<A: Stored>(&self, step: Step<A>) -> Result<(), StoreError> {
        let command = format!("schedule#{}", step.after.version());
        self.commit(step, &command).await.map(drop)
    }

    /// Reads the next page of the deadlines and expiries with a reminder up to this day; `None` after the last page. Without a day, the
    /// run reads all running deadlines and no expiries, because a change of the calendar moves no expiry.
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
            // `~` sorts behind the character that follows the day in a sort key, so the whole day is included.
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
