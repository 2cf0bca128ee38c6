//! Counters of tries. A window limits the number of requests in a period, and a throttle requires a wait after wrong guesses at a secret.
//! A counter has only digests of names and addresses, and it expires.

use crate::{
    Store, StoreError,
    item::{self, number},
    keys::Key,
};
use aws_sdk_dynamodb::types::ReturnValue;
use beian_filing::{
    ahead::GRACE_MINUTES,
    rate_limit::{FORGOTTEN_AFTER, GuessOrigin, Window, wait_after},
};
use jiff::Timestamp;

/// Maximum number of reads of a counter for one guess. Another request may change the counter at the same time, and the counter is then
/// read again.
const LOOKS: u32 = 3;

impl Store {
    /// Counts one try in a window. The answer is the number of tries in the window, and the number of seconds until the next window.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn count(&self, of: &str, window: Window, now: Timestamp) -> Result<(u32, i64), StoreError> {
        self.count_by(1, of, window, now).await
    }

    /// Removes one counted try from a window.
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
        let update = self
            .update_item(Key::limit(&format!("{of} {begun}")))
            .update_expression("ADD tries :by SET expires_at = :end")
            .expression_attribute_values(":by", number(by))
            .expression_attribute_values(":end", number(end))
            .return_values(ReturnValue::AllNew);
        let counted = self.update(update).await?.attributes;
        let tries: i64 = counted.as_ref().and_then(|item| item::read_number(item, "tries")).unwrap_or(1);
        Ok((u32::try_from(tries.max(0)).unwrap_or(u32::MAX), end - now.as_second()))
    }

    /// Permits the next guess at a secret, or returns the number of seconds until it is permitted. A permitted guess counts as a wrong
    /// one until [`Store::forget_guesses`] deletes the counter. `origin` is the argument of [`wait_after`].
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn throttle_guess(
        &self,
        of: &str,
        origin: GuessOrigin,
        now: Timestamp,
    ) -> Result<Result<(), i64>, StoreError> {
        let now = now.as_second();
        for _ in 0..LOOKS {
            let found = self.get(Key::limit(of)).await?.unwrap_or_default();
            let read = |name| item::read_number::<i64>(&found, name);
            let expected = read("turn").unwrap_or_default();
            // A counter from a clock that was ahead does not count, because its wait would be too long.
            let counts = read("expires_at")
                .is_some_and(|end| end > now && end <= now + FORGOTTEN_AFTER + GRACE_MINUTES * 60);
            let taken = if counts { expected } else { 0 };
            let waits = wait_after(u32::try_from(taken).unwrap_or(u32::MAX), origin);
            let open_at = read("taken_at").unwrap_or(i64::MIN / 2) + waits;
            if taken > 0 && open_at > now {
                return Ok(Err(open_at - now));
            }
            let update = self
                .update_item(Key::limit(of))
                .update_expression("SET turn = :turn, taken_at = :now, expires_at = :end, stamp = :stamp")
                .condition_expression("attribute_not_exists(pk) OR stamp = :expected")
                .expression_attribute_values(":turn", number(taken + 1))
                .expression_attribute_values(":now", number(now))
                .expression_attribute_values(":end", number(now + FORGOTTEN_AFTER))
                .expression_attribute_values(":stamp", number(read("stamp").unwrap_or_default() + 1))
                .expression_attribute_values(":expected", number(read("stamp").unwrap_or_default()));
            if self.try_update(update).await? {
                return Ok(Ok(()));
            }
        }
        Ok(Err(1))
    }

    /// Removes one counted guess, because it was no guess at the secret.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn return_guess(&self, of: &str) -> Result<(), StoreError> {
        let update = self
            .update_item(Key::limit(of))
            .update_expression("SET turn = turn - :one, stamp = stamp + :one")
            .condition_expression("turn >= :one")
            .expression_attribute_values(":one", number(1));
        self.try_update(update).await.map(drop)
    }

    /// Deletes the counter of wrong guesses after a right one, so the next guess needs no wait.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`].
    pub async fn forget_guesses(&self, of: &str) -> Result<(), StoreError> {
        self.delete(Key::limit(of)).await
    }
}
