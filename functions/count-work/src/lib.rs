//! Counts the open work of the bureau 待办计数.
//!
//! A schedule starts the job every few minutes. A worklist shows the stored counts and their time at the cost of one read. The job logs
//! the numbers of late reviews and late paper requests, and an alarm watches the log.

use beian_app::App;
use beian_filing::{calendar::local_date, filing::FilingStatus};
use beian_store::{Counts, StoreError};
use serde_json::json;
use std::sync::Arc;

/// Counts the open work and stores the counts.
///
/// # Errors
/// A [`StoreError`] if the table does not answer.
pub async fn count_work(app: Arc<App>) -> Result<Counts, StoreError> {
    let now = app.clock.now();
    let counts = app.store.count_work(now, local_date(now)).await?;
    app.store.put_counts(&counts).await?;
    let reviews = counts.statuses.get(FilingStatus::UnderReview.as_str()).map_or(0, |reviews| reviews.late);
    let requests = counts.requests.late;
    // The alarm treats a missing log entry as no late work.
    if reviews > 0 || requests > 0 {
        eprintln!(
            "{}",
            json!({ "level": "info", "job": "count-work", "late_reviews": reviews, "late_requests": requests })
        );
    }
    Ok(counts)
}
