//! Counting tries: windows for floods, turns for guessing. Names and addresses are kept as digests, and expire.

use crate::{
    Store, StoreError,
    item::{self, Item, number},
    keys::Key,
};
use aws_sdk_dynamodb::types::ReturnValue;
use beian_filing::{
    ahead::GRACE_MINUTES,
    limit::{FORGOTTEN_AFTER, Window, wait_after},
};
use jiff::Timestamp;

/// Others may take the same turn at the same moment; it is looked at again this often.
const LOOKS: u32 = 3;

fn stored(item: &Item, name: &str) -> Option<i64> {
    item.get(name).and_then(|value| value.as_n().ok()).and_then(|value| value.parse().ok())
}

impl Store {
    /// Counts one more in a window, and says how many there are now and in how many seconds the next window begins.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn count(&self, of: &str, window: Window, now: Timestamp) -> Result<(u32, i64), StoreError> {
        self.count_by(1, of, window, now).await
    }

    /// Takes one back that was counted in a window.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn uncount(&self, of: &str, window: Window, now: Timestamp) -> Result<(), StoreError> {
        self.count_by(-1, of, window, now).await.map(drop)
    }

    async fn count_by(
        &self,
        by: i64,
        of: &str,
        window: Window,
        now: Timestamp,
    ) -> Result<(u32, i64), StoreError> {
        let begun = now.as_second().div_euclid(window.seconds);
        let end = (begun + 1) * window.seconds;
        let counted = self
            .db
            .update_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(Key::limit(&format!("{of} {begun}")))))
            .update_expression("ADD tries :by SET expires_at = :end")
            .expression_attribute_values(":by", number(by))
            .expression_attribute_values(":end", number(end))
            .return_values(ReturnValue::AllNew)
            .send()
            .await
            .map_err(|error| StoreError::call("UpdateItem", error))?;
        let tries = counted.attributes.as_ref().and_then(|item| stored(item, "tries")).unwrap_or(1);
        Ok((u32::try_from(tries.max(0)).unwrap_or(u32::MAX), end - now.as_second()))
    }

    /// Takes the next turn at guessing, or says in how many seconds it may be taken. A turn taken counts as a failure
    /// until [`Store::forget_turns`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn take_turn(
        &self,
        of: &str,
        pressed: bool,
        now: Timestamp,
    ) -> Result<Result<(), i64>, StoreError> {
        let now = now.as_second();
        for _ in 0..LOOKS {
            let found = self.get(Key::limit(of)).await?.unwrap_or_default();
            let read = |name| stored(&found, name);
            let believed = read("turn").unwrap_or_default();
            // A turn that a clock took which was ahead is none.
            let counts = read("expires_at")
                .is_some_and(|end| end > now && end <= now + FORGOTTEN_AFTER + GRACE_MINUTES * 60);
            let taken = if counts { believed } else { 0 };
            let waits = wait_after(u32::try_from(taken).unwrap_or(u32::MAX), pressed);
            let open_at = read("taken_at").unwrap_or(i64::MIN / 2) + waits;
            if taken > 0 && open_at > now {
                return Ok(Err(open_at - now));
            }
            let update = self
                .db
                .update_item()
                .table_name(&self.settings.table)
                .set_key(Some(item::key(Key::limit(of))))
                .update_expression("SET turn = :turn, taken_at = :now, expires_at = :end, stamp = :stamp")
                .condition_expression("attribute_not_exists(pk) OR stamp = :believed")
                .expression_attribute_values(":turn", number(taken + 1))
                .expression_attribute_values(":now", number(now))
                .expression_attribute_values(":end", number(now + FORGOTTEN_AFTER))
                .expression_attribute_values(":stamp", number(read("stamp").unwrap_or_default() + 1))
                .expression_attribute_values(":believed", number(read("stamp").unwrap_or_default()))
                .send()
                .await;
            match update {
                Ok(_) => return Ok(Ok(())),
                Err(error)
                    if error
                        .as_service_error()
                        .is_some_and(|error| error.is_conditional_check_failed_exception()) => {}
                Err(error) => return Err(StoreError::call("UpdateItem", error)),
            }
        }
        Ok(Err(1))
    }

    /// Gives a turn back: it was no guess.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn give_turn_back(&self, of: &str) -> Result<(), StoreError> {
        let update = self
            .db
            .update_item()
            .table_name(&self.settings.table)
            .set_key(Some(item::key(Key::limit(of))))
            .update_expression("SET turn = turn - :one, stamp = stamp + :one")
            .condition_expression("turn >= :one")
            .expression_attribute_values(":one", number(1))
            .send()
            .await;
        match update {
            Err(error)
                if !error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Err(StoreError::call("UpdateItem", error))
            }
            _ => Ok(()),
        }
    }

    /// The guess was right: nobody waits for what came before.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_turns(&self, of: &str) -> Result<(), StoreError> {
        self.delete(Key::limit(of)).await
    }
}
