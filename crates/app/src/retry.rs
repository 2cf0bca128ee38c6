//! Retries of transactions that conflict with other transactions.

use crate::token;
use beian_store::StoreError;
use std::time::Duration;

/// Maximum number of tries of one call. Another approval may take the next filing number each time, so one retry is not enough.
pub const TRIES: u32 = 12;
/// Maximum wait between two tries, in milliseconds.
const LONGEST_WAIT: u64 = 1_000;

/// Repeats a call of the store while it conflicts with other transactions. The wait between the tries grows.
///
/// # Errors
/// The error of the last try.
pub async fn retry_contended<T, R>(act: impl Fn() -> R) -> Result<T, StoreError>
where
    R: Future<Output = Result<T, StoreError>>,
{
    let mut tries = 1;
    loop {
        match act().await {
            Err(StoreError::Contended) if tries < TRIES => backoff(tries).await,
            outcome => return outcome,
        }
        tries += 1;
    }
}

/// Waits before the next try. The wait is random below a bound that doubles, because callers with equal waits would conflict again.
pub async fn backoff(tries: u32) {
    let most = (10_u64 << tries.min(10)).min(LONGEST_WAIT);
    let wait = token::random::<2>().map_or(most, |bytes| (u64::from(u16::from_le_bytes(bytes)) * most) >> 16);
    tokio::time::sleep(Duration::from_millis(wait)).await;
}
