//! Running terms, and expiries of records: a sparse index over filings, paper requests and records, by the day of the next reminder.
//!
//! An entry holds the whole state, so that a run reads the due entries and nothing else.

use crate::{
    Store, StoreError, filing,
    index::Index,
    item::{self, Item, text},
    keys::{self, PK},
    on_file, request,
};
use beian_filing::{
    filing::{Filing, Step},
    history::Moment,
    paper::{PaperRequest, RequestStep},
    record::{FileStep, OnFile},
};
use jiff::civil::Date;

/// One page has at most this many entries.
const PAGE: i32 = 200;

/// An entry with a running term or with an expiry, as lists know it.
#[derive(Debug, Clone)]
pub enum Running {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// A record.
    File(Box<OnFile>),
}

/// A step that the day alone calls for.
#[derive(Debug)]
pub enum RunningStep {
    /// A step of a filing.
    Filing(Box<Step>),
    /// A step of a paper request.
    Request(Box<RequestStep>),
    /// A step of a record.
    File(Box<FileStep>),
}

impl Running {
    /// The step that today calls for.
    pub fn look(self, moment: &Moment<'_>) -> Option<RunningStep> {
        match self {
            Running::Filing(filing) => filing.look(moment).map(Box::new).map(RunningStep::Filing),
            Running::Request(request) => request.look(moment).map(Box::new).map(RunningStep::Request),
            Running::File(file) => file.look(moment).map(Box::new).map(RunningStep::File),
        }
    }

    /// The step that moves the due day by a changed calendar. Records expire by calendar days, which no change moves.
    pub fn recount(self, moment: &Moment<'_>) -> Option<RunningStep> {
        match self {
            Running::Filing(filing) => filing.recount(moment).map(Box::new).map(RunningStep::Filing),
            Running::Request(request) => request.recount(moment).map(Box::new).map(RunningStep::Request),
            Running::File(_) => None,
        }
    }
}

/// The place of a walk through the running terms and the expiries.
#[derive(Debug, Clone, Default)]
pub struct Place {
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
    pub async fn commit_running(&self, step: RunningStep) -> Result<(), StoreError> {
        let command = |version: u64| format!("clock#{version}");
        match step {
            RunningStep::Filing(step) => {
                let command = command(step.after.version);
                self.commit(*step, &command).await.map(drop)
            }
            RunningStep::Request(step) => {
                let command = command(step.after.version);
                self.commit_request(*step, &command).await.map(drop)
            }
            RunningStep::File(step) => {
                let command = command(step.after.version);
                self.commit_file(*step, &command).await.map(drop)
            }
        }
    }

    /// The next page of the terms and expiries with a reminder up to this day; `None` once all were seen. Without a day, the walk
    /// goes through all running terms and leaves the expiries out, because a changed calendar moves no expiry.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn running(
        &self,
        by: Option<Date>,
        place: &mut Place,
    ) -> Result<Option<Vec<Running>>, StoreError> {
        if place.over {
            return Ok(None);
        }
        let partition = match place.shard.checked_sub(keys::SHARDS) {
            None => keys::clock_pk(place.shard),
            Some(shard) => keys::expiry_pk(shard),
        };
        let query = self
            .query_index(Index::Clock)
            .expression_attribute_values(":pk", text(partition))
            .limit(PAGE)
            .set_exclusive_start_key(place.start.take());
        let query = match by {
            // `~` is higher than the sign that follows the day in a sort key, so that the whole day is included.
            Some(day) => query
                .key_condition_expression("clock_key = :pk AND clock_sort <= :day")
                .expression_attribute_values(":day", text(format!("{day}~"))),
            None => query.key_condition_expression("clock_key = :pk"),
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

fn read(found: &Item) -> Result<Running, StoreError> {
    let pk = item::string(found, PK)?;
    if pk.starts_with("REQUEST#") {
        return Ok(Running::Request(Box::new(request::read(found)?)));
    }
    if pk.starts_with("RECORD#") {
        return Ok(Running::File(Box::new(on_file::read(found)?)));
    }
    let mut filing = filing::read(found)?;
    filing.look_on = item::string(found, "clock_sort")?.split('#').next().and_then(|day| day.parse().ok());
    Ok(Running::Filing(Box::new(filing)))
}
