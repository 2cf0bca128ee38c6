//! Saving a step: one transaction with the guarded state, the event, the claims and the records.

use crate::{
    Store, StoreError,
    case::Referred,
    cover,
    item::{self, Item, number, text},
    keys::{self, Key},
};
use aws_sdk_dynamodb::{
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        CancellationReason, Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update,
    },
};
use beian_filing::{
    conflict::{Claim, Holder},
    filing::{Filing, FilingEvent, Issue, Step},
    history::{Digests, Event, EventData, digest_of},
    record::search_name,
    state::Stage,
    statistics,
};
use serde::Serialize;

/// What an item of the transaction was for, to tell which guard failed.
pub(crate) enum Guard {
    State,
    /// What must not be there yet.
    New,
    Event,
    Claim(Claim),
    /// A claim that is set free.
    Freed,
    Other,
    Counter,
}

/// The items of one transaction and what guards each.
#[derive(Default)]
pub(crate) struct Transaction {
    items: Vec<TransactWriteItem>,
    guards: Vec<Guard>,
}

/// That there is no such item yet.
pub(crate) const NEW: &str = "attribute_not_exists(pk)";

impl Transaction {
    pub(crate) fn push(&mut self, guard: Guard, item: TransactWriteItem) {
        self.items.push(item);
        self.guards.push(guard);
    }

    pub(crate) fn put(
        &mut self,
        guard: Guard,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
    ) -> Result<(), StoreError> {
        let put = put
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| StoreError::call("TransactWriteItems", error))?;
        self.push(guard, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    /// Puts what a version counts, if it is still the one believed; with `None`, if there is nothing yet.
    pub(crate) fn put_versioned(
        &mut self,
        guard: Guard,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
        believed: Option<u64>,
    ) -> Result<(), StoreError> {
        let put = match believed {
            Some(version) => put
                .condition_expression("version = :believed")
                .expression_attribute_values(":believed", number(version)),
            None => put.condition_expression(NEW),
        };
        self.put(guard, put)
    }

    /// Puts an entry of a history; a command leaves one alone.
    pub(crate) fn put_entry(
        &mut self,
        put: aws_sdk_dynamodb::types::builders::PutBuilder,
    ) -> Result<(), StoreError> {
        self.put(Guard::Event, put.condition_expression(NEW))
    }
}

impl Store {
    /// Saves a step that `command` asked for, all of it or nothing, and returns the filing as it now is.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when somebody changed the filing meanwhile, [`StoreError::Done`] when the command was
    /// done before, [`StoreError::Taken`] when a claim is held, [`StoreError::Contended`] when the same may succeed
    /// if decided anew.
    pub async fn commit(&self, step: Step, command: &str) -> Result<Filing, StoreError> {
        let mut transaction = Transaction::default();
        let after = self.filing(step, command, &mut transaction)?;
        self.transact(transaction).await.map(|()| after)
    }

    /// Adds a step of a filing, and what goes with it, to a transaction.
    pub(crate) fn filing(
        &self,
        step: Step,
        command: &str,
        transaction: &mut Transaction,
    ) -> Result<Filing, StoreError> {
        let mut after = step.after.clone();
        let takes: Vec<Claim> = step.takes().cloned().collect();
        let frees: Vec<Claim> = step.frees().cloned().collect();

        let (leaves, form) = (Some(cover::filing(&after)?), cover::form(&after)?);
        let entry = step.event.map(|event| {
            let scans = step.scanned;
            cover::issued(step.issued.as_ref(), step.file.as_ref())
                .map(|issued| event.with_digests(Digests { leaves, form, scans, issued }))
        });
        let entry = entry.transpose()?;
        let event = entry.as_ref().map(encode).transpose()?;
        if let Some(stored) = &event {
            after.head = digest_of(stored);
        }
        let put = || Put::builder().table_name(&self.settings.table);

        // A draft that is saved again leaves no event that could cover it.
        let is_sealed = event.is_none() && after.stage() == Stage::Draft;
        let seal = is_sealed.then(|| cover::draft(&after)).transpose()?;
        let state = put().set_item(Some(item::state_item(&after, seal)?));
        transaction.put_versioned(Guard::State, state, step.before.as_ref().map(|before| before.version))?;

        if let (Some(entry), Some(stored)) = (&entry, event) {
            let item = event_item(Key::event(&after.id, command), stored, entry, is_owed(entry));
            transaction.put_entry(put().set_item(Some(item)))?;
        }
        if step.before.is_none() {
            self.refer(&after.reference, &Referred::Filing(after.id.clone()), false, transaction)?;
        }
        for section in item::SECTIONS {
            if let Some(item) = item::section_item(section, step.before.as_ref(), &after)? {
                transaction.put(Guard::Other, put().set_item(Some(item)))?;
            }
        }
        let holder = Holder::Filing(after.id.clone());
        let mine = text(serialize(&holder)?);
        for claim in &takes {
            let item = item::document(Key::claim(claim), &holder)?;
            let put = put()
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(pk) OR #data = :mine")
                .expression_attribute_names("#data", "data")
                .expression_attribute_values(":mine", mine.clone());
            transaction.put(Guard::Claim(claim.clone()), put)?;
        }
        for claim in &frees {
            let delete = Delete::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::claim(claim))))
                .condition_expression("#data = :mine")
                .expression_attribute_names("#data", "data")
                .expression_attribute_values(":mine", mine.clone())
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::Freed, TransactWriteItem::builder().delete(delete).build());
        }
        if let Some(issue) = &step.issued {
            self.issue(issue, transaction)?;
        }
        if let Some(file) = step.file {
            self.file(file, command, transaction)?;
        }
        for other in step.others {
            self.filing(other, command, transaction)?;
        }
        Ok(after)
    }

    /// Writes all of it or nothing. A claim that is to be set free and that somebody else holds is left alone: two filings from
    /// before layout 2 may name the same claim, and one alone holds it.
    pub(crate) async fn transact(&self, transaction: Transaction) -> Result<(), StoreError> {
        let Transaction { mut items, mut guards } = transaction;
        loop {
            let sent = self.db.transact_write_items().set_transact_items(Some(items.clone())).send().await;
            let Err(error) = sent else { return Ok(()) };
            let reasons = match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    cancelled.cancellation_reasons()
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
                    return Err(StoreError::Contended);
                }
                _ => return Err(StoreError::call("TransactWriteItems", error)),
            };
            let others = not_mine(reasons, &guards);
            if others.is_empty() {
                return Err(refused(reasons, guards)?);
            }
            for place in others.into_iter().rev() {
                items.remove(place);
                guards.remove(place);
            }
        }
    }

    /// Lets something be found by its reference. The same command makes the same reference, and another one hardly ever.
    pub(crate) fn refer(
        &self,
        reference: &str,
        to: &Referred,
        on_form: bool,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let item = item::document(Key::reference(reference), to)?;
        let put = Put::builder().table_name(&self.settings.table).set_item(Some(item));
        let free = if on_form { keys::STILL_PRINTED } else { NEW };
        transaction.put(Guard::Other, put.condition_expression(free))
    }

    /// Takes the year's next number, where one is issued, and writes the public records.
    fn issue(&self, issue: &Issue, transaction: &mut Transaction) -> Result<(), StoreError> {
        if let Some((year, sequence)) = issue.taken {
            let counter = Update::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::counter(&self.settings.province, year))))
                .update_expression("SET #last = :next")
                .condition_expression(if sequence == 1 { NEW } else { "#last = :believed" })
                .expression_attribute_names("#last", "last")
                .expression_attribute_values(":next", number(sequence));
            let counter = match sequence {
                1 => counter,
                next => counter.expression_attribute_values(":believed", number(next - 1)),
            };
            let counter = counter.build().map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::Counter, TransactWriteItem::builder().update(counter).build());
        }
        // What is new stands where nothing did; what is changed is on file, and not struck off.
        let condition =
            if issue.over { "attribute_exists(pk) AND attribute_not_exists(struck_on)" } else { NEW };
        let mut put = |item: Item| {
            let put = Put::builder()
                .table_name(&self.settings.table)
                .set_item(Some(item))
                .condition_expression(condition);
            transaction.put(Guard::Other, put)
        };
        if let Some((organizer, name)) = &issue.organizer {
            let mut item = item::document(Key::organizer(&organizer.number), organizer)?;
            item.insert("record_key".to_owned(), text(keys::name_pk(&search_name(name))));
            let sort = format!("{}#{}", organizer.approved_on, organizer.number);
            item.insert("record_sort".to_owned(), text(sort));
            put(item)?;
        }
        for site in &issue.sites {
            let mut item = item::document(Key::site(&site.organizer_number, &site.number), site)?;
            item.insert("record_key".to_owned(), text(keys::domain_pk(&site.domain)));
            let sort = format!("{}#{}", site.approved_on, site.number);
            item.insert("record_sort".to_owned(), text(sort));
            put(item)?;
        }
        Ok(())
    }

    /// Strikes public records off: they stay, with the day.
    pub(crate) fn strike(
        &self,
        keys: impl Iterator<Item = Key>,
        on: &str,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for key in keys {
            let update = Update::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(key)))
                .update_expression("SET struck_on = :on")
                .condition_expression("attribute_exists(pk)")
                .expression_attribute_values(":on", text(on))
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::State, TransactWriteItem::builder().update(update).build());
        }
        Ok(())
    }
}

/// The bytes of an event as they are stored and hashed.
pub(crate) fn encode<D: EventData + Serialize>(event: &Event<D>) -> Result<String, StoreError>
where
    D::Measure: Serialize,
{
    serialize(event)
}

pub(crate) fn serialize(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt("document", error))
}

/// Whether a filing's event stands in the outbox at first: it owes a notice, or is still to be counted.
fn is_owed(event: &Event<FilingEvent>) -> bool {
    !event.notices.is_empty() || !statistics::filing_counts(event).is_empty()
}

/// The item of an event; while it is owed it stands in the outbox.
pub(crate) fn event_item<D: EventData>(at: Key, stored: String, event: &Event<D>, owed: bool) -> Item {
    let id = format!("{}#{}", at.pk, at.sk);
    let mut item = item::key(at);
    item.insert("data".to_owned(), text(stored));
    if owed {
        item.insert("outbox_key".to_owned(), text(keys::outbox_pk(keys::shard(&id))));
        item.insert("outbox_sort".to_owned(), text(format!("{}#{}", event.at, event.seq)));
    }
    item
}

/// The claims to be set free that somebody else holds, where nothing besides stands in the way.
fn not_mine(reasons: &[CancellationReason], guards: &[Guard]) -> Vec<usize> {
    let mut places = Vec::new();
    for (place, (reason, guard)) in reasons.iter().zip(guards).enumerate() {
        match (reason.code(), guard) {
            (Some("ConditionalCheckFailed"), Guard::Freed) => places.push(place),
            (None | Some("None"), _) => {}
            _ => return Vec::new(),
        }
    }
    places
}

/// Which guard failed, the most telling first.
fn refused(reasons: &[CancellationReason], guards: Vec<Guard>) -> Result<StoreError, StoreError> {
    let mut worst = None;
    for (reason, guard) in reasons.iter().zip(guards) {
        let refusal = match (reason.code(), guard) {
            (Some("ConditionalCheckFailed"), Guard::Event) => {
                let found =
                    reason.item().ok_or_else(|| StoreError::corrupt("event", "no item in the refusal"))?;
                // Nothing else matters: the command was done before.
                return Ok(StoreError::Done(Box::new(item::data("event", found)?)));
            }
            (Some("ConditionalCheckFailed"), Guard::State | Guard::Freed) => (3, StoreError::Stale),
            (Some("ConditionalCheckFailed"), Guard::New) => (3, StoreError::Exists),
            (Some("ConditionalCheckFailed"), Guard::Claim(claim)) => {
                let found =
                    reason.item().ok_or_else(|| StoreError::corrupt("claim", "no item in the refusal"))?;
                (2, StoreError::Taken(claim, item::data("claim", found)?))
            }
            (Some("ConditionalCheckFailed"), Guard::Counter) => (1, StoreError::Contended),
            (Some("ConditionalCheckFailed"), Guard::Other) => (1, StoreError::Stale),
            (Some("TransactionConflict"), _) => (0, StoreError::Contended),
            (Some("ValidationError"), _) => (0, StoreError::Invalid("TransactWriteItems")),
            _ => continue,
        };
        if worst.as_ref().is_none_or(|(rank, _)| *rank < refusal.0) {
            worst = Some(refusal);
        }
    }
    worst.map_or_else(
        || {
            Err(StoreError::Unavailable(
                "TransactWriteItems",
                "cancelled without a reason that is known".to_owned(),
            ))
        },
        |(_, error)| Ok(error),
    )
}
