//! Saving a step: one transaction with the guarded state, the event, the claims and the records.

use crate::{
    Store, StoreError,
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
    event::Event,
    filing::{Issue, Step},
    record::{SiteRecord, search_name},
};
use serde::Serialize;

/// What an item of the transaction was for, to tell which guard failed.
pub(crate) enum Guard {
    State,
    /// What must not be there yet.
    New,
    Event,
    Claim(Claim),
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
const NEW: &str = "attribute_not_exists(pk)";

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
    pub async fn commit(
        &self,
        step: Step,
        command: &str,
    ) -> Result<beian_filing::filing::Filing, StoreError> {
        let mut after = step.after.clone();
        let mut transaction = Transaction::default();

        let event = step.event.as_ref().map(encode).transpose()?;
        if let Some(stored) = &event {
            after.head = Event::hash(stored);
        }
        let put = || Put::builder().table_name(&self.settings.table);

        let state = put().set_item(Some(item::state_item(&after)?));
        transaction.put_versioned(Guard::State, state, step.before.as_ref().map(|before| before.version))?;

        if let (Some(entry), Some(stored)) = (&step.event, event) {
            let owed = !entry.notices.is_empty();
            let item = event_item(Key::event(&after.id, command), stored, entry, owed);
            transaction.put_entry(put().set_item(Some(item)))?;
        }
        for section in item::SECTIONS {
            if let Some(item) = item::section_item(section, step.before.as_ref(), &after)? {
                transaction.put(Guard::Other, put().set_item(Some(item)))?;
            }
        }
        let holder = Holder::Filing(after.id.clone());
        let mine = text(serialize(&holder)?);
        for claim in step.takes() {
            let item = item::document(Key::claim(claim), &holder)?;
            let put = put()
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(pk) OR #data = :mine")
                .expression_attribute_names("#data", "data")
                .expression_attribute_values(":mine", mine.clone());
            transaction.put(Guard::Claim(claim.clone()), put)?;
        }
        for claim in step.frees() {
            let delete = Delete::builder()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::claim(claim))))
                .condition_expression("#data = :mine")
                .expression_attribute_names("#data", "data")
                .expression_attribute_values(":mine", mine.clone())
                .build()
                .map_err(|error| StoreError::call("TransactWriteItems", error))?;
            transaction.push(Guard::State, TransactWriteItem::builder().delete(delete).build());
        }
        if let Some(issue) = &step.issued {
            self.issue(issue, &step.after.form.organizer.name, &mut transaction)?;
        }
        if let Some(file) = step.file {
            self.file(file, command, &mut transaction)?;
        }
        if let Some((organizer, site, on)) = &step.struck {
            self.strike(organizer, site, &on.to_string(), &mut transaction)?;
        }

        self.transact(transaction).await.map(|()| after)
    }

    /// Writes all of it or nothing.
    pub(crate) async fn transact(&self, transaction: Transaction) -> Result<(), StoreError> {
        let Transaction { items, guards } = transaction;
        match self.db.transact_write_items().set_transact_items(Some(items)).send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    refused(cancelled.cancellation_reasons(), guards)?
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => StoreError::Contended,
                _ => StoreError::call("TransactWriteItems", error),
            }),
        }
    }

    /// Takes the year's next number and puts the records on file.
    fn issue(
        &self,
        issue: &Issue,
        organizer_name: &str,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        let build = |error| StoreError::call("TransactWriteItems", error);
        let counter = Update::builder()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(Key::counter(&self.settings.province, issue.year))))
            .update_expression("SET #last = :next")
            .condition_expression(if issue.sequence == 1 {
                "attribute_not_exists(pk)"
            } else {
                "#last = :believed"
            })
            .expression_attribute_names("#last", "last")
            .expression_attribute_values(":next", number(issue.sequence));
        let counter = match issue.sequence {
            1 => counter,
            next => counter.expression_attribute_values(":believed", number(next - 1)),
        };
        let counter = TransactWriteItem::builder().update(counter.build().map_err(build)?).build();
        transaction.push(Guard::Counter, counter);

        let unused = |item: Item| {
            Put::builder()
                .table_name(&self.settings.table)
                .set_item(Some(item))
                .condition_expression("attribute_not_exists(pk)")
        };
        let organizer = &issue.organizer;
        let mut item = item::document(Key::organizer(&organizer.number), organizer)?;
        item.insert("record_key".to_owned(), text(keys::name_pk(&search_name(organizer_name))));
        item.insert(
            "record_sort".to_owned(),
            text(format!("{}#{}", organizer.approved_on, organizer.number)),
        );
        transaction.put(Guard::Other, unused(item))?;

        let site: &SiteRecord = &issue.site;
        let mut item = item::document(Key::site(&site.organizer_number, &site.number), site)?;
        item.insert("record_key".to_owned(), text(keys::domain_pk(&site.domain)));
        item.insert("record_sort".to_owned(), text(format!("{}#{}", site.approved_on, site.number)));
        transaction.put(Guard::Other, unused(item))
    }

    /// Strikes an organizer and its site off; the records stay, with the day.
    fn strike(
        &self,
        organizer: &str,
        site: &str,
        on: &str,
        transaction: &mut Transaction,
    ) -> Result<(), StoreError> {
        for key in [Key::organizer(organizer), Key::site(organizer, site)] {
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
pub(crate) fn encode(event: &Event) -> Result<String, StoreError> {
    serialize(event)
}

pub(crate) fn serialize(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::corrupt("document", error))
}

/// The item of an event; while it owes a notice it stands in the outbox.
pub(crate) fn event_item(at: Key, stored: String, event: &Event, owed: bool) -> Item {
    let id = format!("{}#{}", at.pk, at.sk);
    let mut item = item::key(at);
    item.insert("data".to_owned(), text(stored));
    if owed {
        item.insert("outbox_key".to_owned(), text(keys::outbox_pk(keys::shard(&id))));
        item.insert("outbox_sort".to_owned(), text(format!("{}#{}", event.at, event.seq)));
    }
    item
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
            (Some("ConditionalCheckFailed"), Guard::State) => (3, StoreError::Stale),
            (Some("ConditionalCheckFailed"), Guard::New) => (3, StoreError::Exists),
            (Some("ConditionalCheckFailed"), Guard::Claim(claim)) => {
                let found =
                    reason.item().ok_or_else(|| StoreError::corrupt("claim", "no item in the refusal"))?;
                (2, StoreError::Taken(claim, item::data("claim", found)?))
            }
            (Some("ConditionalCheckFailed"), Guard::Counter) => (1, StoreError::Contended),
            (Some("ConditionalCheckFailed"), Guard::Other) => (1, StoreError::Stale),
            (Some("TransactionConflict"), _) => (0, StoreError::Contended),
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
