//! Limits of time that run, and what on file expires: a sparse index over filings, paper requests and what is on file, by the day on
//! which somebody is reminded next.
//!
//! An entry holds the whole state, so that a run reads what is due and nothing else.

use crate::{
    Store, StoreError,
    item::{self, Item, text},
    keys::{self, PK},
    on_file, request,
};
use beian_filing::{
    filing::{Filing, Moment, Step},
    on_file::{FileStep, OnFile},
    paper::{PaperRequest, RequestStep},
};
use jiff::civil::Date;

/// How many entries one page has at most.
const PAGE: i32 = 200;

/// Something whose term runs, or of which something expires, as lists know it.
#[derive(Debug, Clone)]
pub enum Running {
    /// A filing.
    Filing(Box<Filing>),
    /// A paper request.
    Request(Box<PaperRequest>),
    /// What is on file, something of which expires.
    File(Box<OnFile>),
}

/// A step of one of them.
#[derive(Debug)]
pub enum RunningStep {
    /// Of a filing.
    Filing(Box<Step>),
    /// Of a paper request.
    Request(Box<RequestStep>),
    /// Of what is on file.
    File(Box<FileStep>),
}

impl Running {
    /// What the clock asks for today.
    pub fn look(self, moment: &Moment<'_>) -> Option<RunningStep> {
        match self {
            Running::Filing(filing) => filing.look(moment).map(Box::new).map(RunningStep::Filing),
            Running::Request(request) => request.look(moment).map(Box::new).map(RunningStep::Request),
            Running::File(file) => file.look(moment).map(Box::new).map(RunningStep::File),
        }
    }

    /// Its last day by another calendar. What expires goes by days that no calendar moves.
    pub fn recount(self, moment: &Moment<'_>) -> Option<RunningStep> {
        match self {
            Running::Filing(filing) => filing.recount(moment).map(Box::new).map(RunningStep::Filing),
            Running::Request(request) => request.recount(moment).map(Box::new).map(RunningStep::Request),
            Running::File(_) => None,
        }
    }
}

/// Where a walk through the running terms, and then through what expires, goes on.
#[derive(Debug, Clone, Default)]
pub struct Place {
    /// Which shard: first those of terms, then those of what expires.
    shard: u8,
    start: Option<Item>,
    over: bool,
}

impl Store {
    /// Saves a step that nobody asked for but the clock: of each state one.
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

    /// The next page of the terms, and of what expires, of which somebody is reminded by this day; without a day, of all terms that
    /// run, and nothing else: what expires goes by days that stay. `None` once they are through.
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
            .db
            .query()
            .table_name(&self.settings.table)
            .index_name("clock-index")
            .expression_attribute_values(":pk", text(partition))
            .limit(PAGE)
            .set_exclusive_start_key(place.start.take());
        let query = match by {
            // Everything of this day: what follows it in a sort key is lower than `~`.
            Some(day) => query
                .key_condition_expression("clock_key = :pk AND clock_sort <= :day")
                .expression_attribute_values(":day", text(format!("{day}~"))),
            None => query.key_condition_expression("clock_key = :pk"),
        };
        let page = query.send().await.map_err(|error| StoreError::call("Query", error))?;
        let found = page.items().iter().map(read).collect::<Result<Vec<_>, _>>()?;
        place.start = page.last_evaluated_key;
        if place.start.is_none() {
            place.shard += 1;
            place.over = place.shard == if by.is_some() { 2 * keys::SHARDS } else { keys::SHARDS };
        }
        Ok(Some(found))
    }
}

/// Puts an item on the list of what somebody is reminded of.
pub(crate) fn wound(item: &mut Item, id: &str, day: Date) {
    item.insert("clock_key".to_owned(), text(keys::clock_pk(keys::shard(id))));
    item.insert("clock_sort".to_owned(), text(format!("{day}#{id}")));
}

/// Puts what is on file on the list of what expires, apart from the terms, which a change of the calendar goes through.
pub(crate) fn expires(item: &mut Item, number: &str, day: Date) {
    item.insert("clock_key".to_owned(), text(keys::expiry_pk(keys::shard(number))));
    item.insert("clock_sort".to_owned(), text(format!("{day}#{number}")));
}

fn read(found: &Item) -> Result<Running, StoreError> {
    let pk = item::string(found, PK)?;
    if pk.starts_with("REQUEST#") {
        return Ok(Running::Request(Box::new(request::read(found)?)));
    }
    if pk.starts_with("RECORD#") {
        return Ok(Running::File(Box::new(on_file::read(found)?)));
    }
    let mut filing = item::read_state(found)?;
    filing.look_on = item::string(found, "clock_sort")?.split('#').next().and_then(|day| day.parse().ok());
    Ok(Running::Filing(Box::new(filing)))
}
