//! Count what waits at the bureau 待办计数.
//!
//! A schedule starts it every few minutes. Worklists show what it counted, with when that was, for the price of one read.

use beian_filing::calendar::local_date;
use beian_kit::Office;
use beian_store::{Counts, StoreError};
use std::sync::Arc;

/// Counts, and keeps it.
///
/// # Errors
/// When the table does not answer.
pub async fn count_work(office: Arc<Office>) -> Result<Counts, StoreError> {
    let now = office.clock.now();
    let counts = office.store.count_work(now, local_date(now)).await?;
    office.store.put_counts(&counts).await?;
    Ok(counts)
}
