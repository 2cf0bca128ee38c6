//! Send reminders of deadlines 期限提醒 and of expiries 到期提醒, and compute the deadlines again after a change of the
//! calendar.
//!
//! A schedule starts this function every few minutes. It reads only the filings, paper requests and records with a
//! reminder that is due by today. The reminders come before the last day, on it, after it, and at last to the
//! supervisor, each once. Each step writes an event with its pending notices, on the condition that the state has not
//! changed since it was read. Runs may therefore repeat, come late or overlap.
//!
//! After a supervisor has signed other days off, a run goes through all running deadlines and notifies the parties of
//! each deadline that moves.

use beian_app::App;
use beian_filing::{
    calendar::{Calendar, local},
    history::Context,
};
use beian_store::{ScheduleCursor, ScheduledItem, StoreError};
use jiff::{SignedDuration, ToSpan};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// The hour of the day, in China, before which no reminder of that day is sent.
const FIRST_HOUR: i8 = 8;
/// The longest duration of a request, in seconds. After it, no request works with the former calendar any more.
const LONGEST_REQUEST: i64 = 60;

/// The result of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The number of items that were read.
    pub read: usize,
    /// The number of completed steps.
    pub done: usize,
    /// The number of steps that another change forestalled; the next run decides again.
    pub passed: usize,
    /// The number of failed steps; the next run tries them again.
    pub failed: usize,
}

/// Carries out the steps that are due by now.
///
/// # Errors
/// Only when the lists cannot be read. A failed step does not stop the others.
pub async fn watch_terms(app: Arc<App>) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let live = app.store.live_calendar().await?;
    let calendar = app.in_force(&live);
    let begun = app.clock.now();
    if live.recalculated != live.version {
        let mut place = ScheduleCursor::default();
        while let Some(page) = app.store.scheduled(None, &mut place).await? {
            go_through(&app, &calendar, page, &mut report, ScheduledItem::recalculate).await;
        }
        let settled =
            live.signed_at.is_none_or(|at| begun - at >= SignedDuration::from_secs(LONGEST_REQUEST));
        // A deadline without a completed step may still have its former last day, so the next run goes through all
        // again.
        if settled && report.failed + report.passed == 0 {
            app.store.mark_deadlines_recalculated(&live).await?;
        }
    }
    let now = local(app.clock.now());
    let by = if now.hour() < FIRST_HOUR { now.date().saturating_sub(1.day()) } else { now.date() };
    let mut place = ScheduleCursor::default();
    while let Some(page) = app.store.scheduled(Some(by), &mut place).await? {
        go_through(&app, &calendar, page, &mut report, ScheduledItem::step).await;
    }
    Ok(report)
}

/// Carries out the step that is due for each item of a page.
async fn go_through(
    app: &App,
    calendar: &Calendar,
    page: Vec<ScheduledItem>,
    report: &mut Report,
    what: impl Fn(ScheduledItem, &Context<'_>) -> Option<beian_store::ScheduledStep>,
) {
    let system = beian_filing::history::system();
    for running in page {
        let context =
            Context { at: app.clock.now(), actor: &system, fingerprint: "", rules: app.rules(), calendar };
        report.read += 1;
        let Some(step) = what(running, &context) else { continue };
        match app.store.commit_scheduled(step).await {
            Ok(()) => report.done += 1,
            // Another change or another run came first, so the next run decides again.
            Err(StoreError::Stale | StoreError::Done(_) | StoreError::Contended) => report.passed += 1,
            Err(error) => {
                report.failed += 1;
                eprintln!(
                    "{}",
                    json!({ "level": "error", "job": "watch-terms", "cause": error.to_string() })
                );
            }
        }
    }
}
