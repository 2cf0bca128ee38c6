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
    history::Moment,
};
use beian_store::{Place, Running, StoreError};
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
pub async fn watch_terms(office: Arc<App>) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let live = office.store.live_calendar().await?;
    let calendar = office.in_force(&live);
    let begun = office.clock.now();
    if live.recounted != live.version {
        let mut place = Place::default();
        while let Some(page) = office.store.running(None, &mut place).await? {
            go_through(&office, &calendar, page, &mut report, Running::recount).await;
        }
        let settled =
            live.signed_at.is_none_or(|at| begun - at >= SignedDuration::from_secs(LONGEST_REQUEST));
        // What somebody changed in the same moment was not counted here.
        if settled && report.failed + report.passed == 0 {
            office.store.note_recounted(&live).await?;
        }
    }
    let now = local(office.clock.now());
    let by = if now.hour() < FIRST_HOUR { now.date().saturating_sub(1.day()) } else { now.date() };
    let mut place = Place::default();
    while let Some(page) = office.store.running(Some(by), &mut place).await? {
        go_through(&office, &calendar, page, &mut report, Running::look).await;
    }
    Ok(report)
}

/// Does with each of a page what is to be done.
async fn go_through(
    office: &App,
    calendar: &Calendar,
    page: Vec<Running>,
    report: &mut Report,
    what: impl Fn(Running, &Moment<'_>) -> Option<beian_store::RunningStep>,
) {
    let system = beian_filing::history::system();
    for running in page {
        let moment = Moment {
            at: office.clock.now(),
            actor: &system,
            fingerprint: "",
            rules: office.rules(),
            calendar,
        };
        report.read += 1;
        let Some(step) = what(running, &moment) else { continue };
        match office.store.commit_running(step).await {
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
