//! Transactions: several writes that happen together or not at all, each with the condition that guards it.

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
/// DynamoDB's code for a write with a condition that does not hold.
const UNMET: &str = "ConditionalCheckFailed";

/// The purpose of a write in a transaction. It decides what the caller is told where the write's condition does not hold.
pub(crate) enum Condition {
    /// The item still has the state that was believed.
    State,
    /// The item is not there yet.
    New,
    /// The command left no event yet.
    Event,
    /// Nobody else holds the claim.
    Claim(Claim),
    /// The claim to be released is the filing's own.
    Freed,
    /// The counter of filing numbers still has the number that was believed.
    Counter,
    Other,
}

/// The writes of one transaction, and the guard of each.
pub(crate) struct Transaction {
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
    fn push(&mut self, guard: Condition, write: TransactWriteItem) {
        self.writes.push(write);
        self.conditions.push(guard);
    }

    pub(crate) fn put(&mut self, guard: Condition, put: PutBuilder) -> Result<(), StoreError> {
        let put = put
            .table_name(&self.table)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(unbuilt)?;
        self.push(guard, TransactWriteItem::builder().put(put).build());
        Ok(())
    }

    pub(crate) fn update(&mut self, guard: Condition, update: UpdateBuilder) -> Result<(), StoreError> {
        let update = update.table_name(&self.table).build().map_err(unbuilt)?;
        self.push(guard, TransactWriteItem::builder().update(update).build());
        Ok(())
    }

    pub(crate) fn delete(&mut self, guard: Condition, delete: DeleteBuilder) -> Result<(), StoreError> {
        let delete = delete.table_name(&self.table).build().map_err(unbuilt)?;
        self.push(guard, TransactWriteItem::builder().delete(delete).build());
        Ok(())
    }

    /// Writes nothing, but has the condition hold for the transaction to succeed.
    pub(crate) fn check(&mut self, guard: Condition, check: ConditionCheckBuilder) -> Result<(), StoreError> {
        let check = check.table_name(&self.table).build().map_err(unbuilt)?;
        self.push(guard, TransactWriteItem::builder().condition_check(check).build());
        Ok(())
    }

    /// Puts an item under a free key.
    pub(crate) fn put_new(&mut self, guard: Condition, item: Item) -> Result<(), StoreError> {
        self.put(guard, put(item).condition_expression(NEW))
    }

    /// Puts an item with a version, if the item that stands there still has the version that was believed; with `None`, if nothing
    /// stands there.
    pub(crate) fn put_versioned(
        &mut self,
        guard: Condition,
        item: Item,
        expected: Option<u64>,
    ) -> Result<(), StoreError> {
        let put = match expected {
            Some(version) => put(item)
                .condition_expression(SAME_VERSION)
                .expression_attribute_values(":expected", number(version)),
            None => put(item).condition_expression(NEW),
        };
        self.put(guard, put)
    }

    /// Puts an event. A command leaves one event only, so that a repeated command is noticed.
    pub(crate) fn put_event(&mut self, item: Item) -> Result<(), StoreError> {
        self.put_new(Condition::Event, item)
    }

    /// Deletes an item, if its document is still the one that was believed.
    pub(crate) fn delete_expected(
        &mut self,
        guard: Condition,
        key: Key,
        expected: &str,
    ) -> Result<(), StoreError> {
        let delete = delete(key)
            .condition_expression("#data = :expected")
            .expression_attribute_names("#data", "data")
            .expression_attribute_values(":expected", text(expected));
        self.delete(guard, delete)
    }
}

impl Store {
    /// A transaction without writes.
    pub(crate) fn transaction(&self) -> Transaction {
        Transaction { table: self.settings.table.clone(), writes: Vec::new(), conditions: Vec::new() }
    }

    /// Does all writes of a transaction or none. The release of a claim that somebody else holds is left out: before layout 2, two
    /// filings could name the same claim, and only one of them holds it.
    pub(crate) async fn transact(&self, transaction: Transaction) -> Result<(), StoreError> {
        let Transaction { mut writes, conditions: mut guards, .. } = transaction;
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
            let others = not_mine(reasons, &guards);
            if others.is_empty() {
                return Err(refused(reasons, guards)?);
            }
            for place in others.into_iter().rev() {
                writes.remove(place);
                guards.remove(place);
            }
        }
    }
}

/// The places of releases of claims that somebody else holds; none where another condition does not hold either.
fn not_mine(reasons: &[CancellationReason], guards: &[Condition]) -> Vec<usize> {
    let mut places = Vec::new();
    for (place, (reason, guard)) in reasons.iter().zip(guards).enumerate() {
        match (reason.code(), guard) {
            (Some(UNMET), Condition::Freed) => places.push(place),
            (None | Some("None"), _) => {}
            _ => return Vec::new(),
        }
    }
    places
}

/// The error of a cancelled transaction. Of several conditions that do not hold, the most telling one decides.
fn refused(reasons: &[CancellationReason], guards: Vec<Condition>) -> Result<StoreError, StoreError> {
    let mut worst = None;
    for (reason, guard) in reasons.iter().zip(guards) {
        let refusal = match (reason.code(), guard) {
            (Some(UNMET), Condition::Event) => {
                let found =
                    reason.item().ok_or_else(|| StoreError::corrupt("event", "no item in the refusal"))?;
                // A command that was done before makes every other condition fail too, so nothing else is told.
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
