//! Remind of limits of time 期限提醒 and of what on file expires 到期提醒, and count the first anew when the calendar changed.
//!
//! A schedule starts it every few minutes. It reads the filings, paper requests and records of which somebody is to be reminded by
//! today, and no others: before the last day, on it, after it, and then the supervisor, each once. Each is a step with an entry in the
//! history and the letters that it owes, guarded by the state that was read, so that runs may come twice, late, or beside each other.
//!
//! When a supervisor has signed other days off, it goes through everything that runs, and tells who counts on another day.

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

/// Nobody is reminded before this hour of the day, in China.
const FIRST_HOUR: i8 = 8;
/// Whoever began with the calendar of before is done after so many seconds: then everything has been counted anew.
const LONGEST_REQUEST: i64 = 60;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// What it read.
    pub read: usize,
    /// Steps that were done.
    pub done: usize,
    /// Steps that somebody else's came before; the next run looks again.
    pub passed: usize,
    /// Steps that failed; the next run has them again.
    pub failed: usize,
}

/// Does what is to be done by now.
///
/// # Errors
/// Only when the lists cannot be read; one step that fails does not stop the others.
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
        // What somebody changed in the same moment was not counted here.
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

/// Does with each of a page what is to be done.
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
            // Somebody did something in the same moment, or another run was quicker: what there is left, the next run has.
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
