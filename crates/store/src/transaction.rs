//! Transactions of several writes. DynamoDB applies all of them or none, and each write has a condition.

use crate::{
    Store, StoreError,
    item::{self, Item, number, text},
    keys::Key,
    table::{NEW, SAME_VERSION},
};
use aws_sdk_dynamodb::{
    error::BuildError,
    operation::transact_write_items::TransactWriteItemsError,
    types::{
        CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem, Update,
        builders::{ConditionCheckBuilder, DeleteBuilder, PutBuilder, UpdateBuilder},
    },
};
use beian_filing::claim::Claim;

const CALL: &str = "TransactWriteItems";
/// DynamoDB's code for a condition that does not hold.
const UNMET: &str = "ConditionalCheckFailed";

/// The purpose of the condition of a write. It determines the [`StoreError`] if the condition does not hold.
pub enum Condition {
    /// The item has not changed or disappeared since it was read.
    State,
    /// The item does not exist yet.
    New,
    /// The command has added no event yet.
    Event,
    /// No other holder has the claim.
    Claim(Claim),
    /// The filing itself holds the claim that it releases.
    Freed,
    /// The counter of filing numbers still has the expected number.
    Counter,
    Other,
}

/// The writes of one transaction, and the purpose of each write's condition.
pub struct Transaction {
    table: String,
    writes: Vec<TransactWriteItem>,
    conditions: Vec<Condition>,
}

pub(crate) fn put(item: Item) -> PutBuilder {
    Put::builder().set_item(Some(item))
}

pub(crate) fn update(key: Key) -> UpdateBuilder {
    Update::builder().set_key(Some(item::key(key)))
}

pub(crate) fn delete(key: Key) -> DeleteBuilder {
    Delete::builder().set_key(Some(item::key(key)))
}

pub(crate) fn check(key: Key) -> ConditionCheckBuilder {
    ConditionCheck::builder().set_key(Some(item::key(key)))
}

fn unbuilt(error: BuildError) -> StoreError {
    StoreError::call(CALL, error)
}

impl Transaction {
    fn push(&mut self, condition: Condition, write: TransactWriteItem) {
        self.writes.push(write);
        self.conditions.push(condition);
    }

    pub(crate) fn put(&mut self, condition: Condition, put: PutBuilder) -> Result<(), StoreError> {
        let put = put
            .table_name(&self.table)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(unbuilt)?;
        self.push(condition, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    pub(crate) fn update(&mut self, condition: Condition, update: UpdateBuilder) -> Result<(), StoreError> {
        let update = update.table_name(&self.table).build().map_err(unbuilt)?;
        self.push(condition, TransactWriteItem::builder().update(update).build());
        Ok(())
    }

    pub(crate) fn delete(&mut self, condition: Condition, delete: DeleteBuilder) -> Result<(), StoreError> {
        let delete = delete.table_name(&self.table).build().map_err(unbuilt)?;
        self.push(condition, TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }

    /// Adds a condition without a write. The transaction succeeds only if the condition holds.
    pub(crate) fn check(
        &mut self,
        condition: Condition,
        check: ConditionCheckBuilder,
    ) -> Result<(), StoreError> {
        let check = check.table_name(&self.table).build().map_err(unbuilt)?;
        self.push(condition, TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    /// Puts a new item, on the condition that its key is free.
    pub(crate) fn put_new(&mut self, condition: Condition, item: Item) -> Result<(), StoreError> {
        self.put(condition, put(item).condition_expression(NEW))
    }

    /// Puts an item with a version, on the condition that the existing item has the version `expected`, or that no item exists if it is
    /// `None`.
    pub(crate) fn put_versioned(
        &mut self,
        condition: Condition,
        item: Item,
        expected: Option<u64>,
    ) -> Result<(), StoreError> {
        let put = match expected {
            Some(version) => put(item)
                .condition_expression(SAME_VERSION)
                .expression_attribute_values(":expected", number(version)),
            None => put(item).condition_expression(NEW),
        };
        self.put(condition, put)
    }

    /// Puts an event. A command adds one event at most, so the condition detects a repeated command.
    pub(crate) fn put_event(&mut self, item: Item) -> Result<(), StoreError> {
        self.put_new(Condition::Event, item)
    }

    /// Deletes an item, on the condition that its document is still `expected`.
    pub(crate) fn delete_expected(
        &mut self,
        condition: Condition,
        key: Key,
        expected: &str,
    ) -> Result<(), StoreError> {
        let delete = delete(key)
            .condition_expression("#data = :expected")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":expected", text(expected));
        self.delete(condition, delete)
    }
}

impl Store {
    /// Creates a transaction without writes.
    pub(crate) fn transaction(&self) -> Transaction {
        Transaction { table: self.settings.table.clone(), writes: Vec::new(), conditions: Vec::new() }
    }

    /// Sends a transaction. The store drops the release of a claim that another holder has, and sends the rest again: before layout 2,
    /// two filings could name the same claim while only one of them held it.
    pub(crate) async fn transact(&self, transaction: Transaction) -> Result<(), StoreError> {
        let Transaction { mut writes, mut conditions, .. } = transaction;
        loop {
            let sent = self.db.transact_write_items().set_transact_items(Some(writes.clone())).send().await;
            let Err(error) = sent else { return Ok(()) };
            let reasons = match error.as_service_error() {
                Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                    cancelled.cancellation_reasons()
                }
                Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
                    return Err(StoreError::Contended);
                }
                _ => return Err(StoreError::call(CALL, error)),
            };
            let others = not_mine(reasons, &conditions);
            if others.is_empty() {
                return Err(refused(reasons, conditions)?);
            }
            for place in others.into_iter().rev() {
                writes.remove(place);
                conditions.remove(place);
            }
        }
    }
}

/// Returns the positions of the releases of claims that another holder has. The list is empty if any other condition fails too.
fn not_mine(reasons: &[CancellationReason], conditions: &[Condition]) -> Vec<usize> {
    let mut places = Vec::new();
    for (place, (reason, condition)) in reasons.iter().zip(conditions).enumerate() {
        match (reason.code(), condition) {
            (Some(UNMET), Condition::Freed) => places.push(place),
            (None | Some("None"), _) => {}
            _ => return Vec::new(),
        }
    }
    places
}

/// Returns the error of a cancelled transaction. If several conditions do not hold, the error with the highest rank is returned.
fn refused(reasons: &[CancellationReason], conditions: Vec<Condition>) -> Result<StoreError, StoreError> {
    let mut worst = None;
    for (reason, condition) in reasons.iter().zip(conditions) {
        let refusal = match (reason.code(), condition) {
            (Some(UNMET), Condition::Event) => {
                let found =
                    reason.item().ok_or_else(|| StoreError::corrupt("event", "no item in the refusal"))?;
                // The event of a repeated command exists already, and the other conditions fail because of the first execution. The event
                // alone is therefore reported.
                return Ok(StoreError::Done(Box::new(item::data("event", found)?)));
            }
            (Some(UNMET), Condition::State | Condition::Freed) => (3, StoreError::Stale),
            (Some(UNMET), Condition::New) => (3, StoreError::Exists),
            (Some(UNMET), Condition::Claim(claim)) => {
                let found =
                    reason.item().ok_or_else(|| StoreError::corrupt("claim", "no item in the refusal"))?;
                (2, StoreError::Taken(claim, item::data("claim", found)?))
            }
            (Some(UNMET), Condition::Counter) => (1, StoreError::Contended),
            (Some(UNMET), Condition::Other) => (1, StoreError::Stale),
            (Some("TransactionConflict"), _) => (0, StoreError::Contended),
            (Some("ValidationError"), _) => (0, StoreError::Invalid(CALL)),
            _ => continue,
        };
        if worst.as_ref().is_none_or(|(rank, _)| *rank < refusal.0) {
            worst = Some(refusal);
        }
    }
    worst.map_or_else(
        || Err(StoreError::Unavailable(CALL, "cancelled without a reason that is known".to_owned())),
        |(_, error)| Ok(error),
    )
}
