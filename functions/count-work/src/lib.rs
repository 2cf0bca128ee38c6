//! Count what waits at the bureau 待办计数.
//!
//! A schedule starts it every few minutes. Worklists show what it counted, with when that was, for the price of one read. What the
//! bureau is late with is said in the log, where an alarm listens.

use beian_app::App;
use beian_filing::{calendar::local_date, filing::FilingStatus};
use beian_store::{Counts, StoreError};
use serde_json::json;
use std::sync::Arc;

/// Counts, and keeps it.
///
/// # Errors
/// When the table does not answer.
pub async fn count_work(app: Arc<App>) -> Result<Counts, StoreError> {
    let now = app.clock.now();
    let counts = app.store.count_work(now, local_date(now)).await?;
    app.store.put_counts(&counts).await?;
    let reviews = counts.statuses.get(FilingStatus::UnderReview.as_str()).map_or(0, |reviews| reviews.late);
    let requests = counts.requests.late;
    // While nothing is late there is nothing to say.
    if reviews > 0 || requests > 0 {
        eprintln!(
            "{}",
            json!({ "level": "info", "job": "count-work", "late_reviews": reviews, "late_requests": requests })
        );
    }
    Ok(counts)
}
