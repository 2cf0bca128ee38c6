//! Erase private data after its retention period 到期清理.
//!
//! A schedule starts this function once a day. It reads the retention steps that are due by today. It warns the owners
//! of drafts that nobody edits, discards drafts after the warning, and erases forms, scans, scanned post and addresses
//! after their retention period. It also finishes the deregistrations that a request left unfinished. Each step commits
//! alone. Steps of filings, paper requests and records write an event into the history; the removal of superseded scans
//! and of scanned post writes none. The next run carries out the steps that this run did not reach.

use beian_app::App;
use beian_filing::{
    calendar::{Calendar, local_date},
    history::Context,
    paper::ScanBatch,
    policy::RetentionMeasure,
};
use beian_store::{LoadRequest, ObjectKey, Retained, StoreError};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// The result of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The number of completed steps.
    pub done: usize,
    /// The number of failed steps; the next run tries them again.
    pub failed: usize,
}

/// Carries out the retention steps that are due by today.
///
/// # Errors
/// Only when the list cannot be read. A failed step does not stop the others.
pub async fn purge(app: Arc<App>) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let calendar = app.calendar().await?;
    for retained in app.store.retained(local_date(app.clock.now())).await? {
        match look_at(&app, &calendar, &retained).await {
            Ok(done) => report.done += usize::from(done),
            // Another change came first, so the run of the next day decides again.
            Err(StoreError::Stale | StoreError::Done(_)) => {}
            Err(error) => {
                report.failed += 1;
                let (cause, of) = (error.to_string(), format!("{retained:?}"));
                eprintln!("{}", json!({ "level": "error", "job": "purge", "of": of, "cause": cause }));
            }
        }
    }
    Ok(report)
}

/// Carries out the retention step of one item, and returns whether a step was due.
async fn look_at(app: &App, calendar: &Calendar, retained: &Retained) -> Result<bool, StoreError> {
    let system = beian_filing::history::system();
    let context =
        Context { at: app.clock.now(), actor: &system, fingerprint: "", rules: app.rules(), calendar };
    match retained {
        Retained::Filing(id) => {
            let wanted = LoadRequest { filing: Some(*id), ..LoadRequest::default() };
            let Some(filing) = app.store.load(wanted).await?.filing else { return Ok(false) };
            let command = format!("retain#{}", filing.version);
            let Some((what, step)) = filing.apply_retention(&context) else { return Ok(false) };
            // The scans are erased first, because a filing that is already marked as erased is never looked at again.
            if matches!(what, RetentionMeasure::Erase | RetentionMeasure::PurgeScans) {
                app.store.erase_scans(*id, &step.after.scans).await?;
            }
            app.store.commit(step, &command).await?;
        }
        Retained::Request(id) => {
            let Some(request) = app.store.request(*id).await? else { return Ok(false) };
            let command = format!("retain#{}", request.version);
            let papers = request.papers.clone();
            let Some(step) = request.apply_retention(&context) else { return Ok(false) };
            // The pages are erased first, for the same reason as the scans.
            for papers in papers {
                let pages: Vec<u16> = papers.pages.iter().map(|sheet| sheet.page).collect();
                app.store.erase_pages(&papers.batch, pages).await?;
            }
            app.store.commit(step, &command).await?;
        }
        Retained::Post(id) => {
            let Some((batch, letters)) = app.store.batch_with_letters(id).await? else { return Ok(false) };
            let gone = match batch.apply_retention(&letters) {
                Some((gone, pages)) => {
                    app.store.erase_pages(id, pages).await?;
                    for (part, _) in batch.numbered() {
                        app.store.erase(ObjectKey::Post(id, part)).await?;
                        app.store.erase(ObjectKey::Quarantine(id, part)).await?;
                    }
                    app.store.drop_notice(&batch).await?;
                    gone
                }
                // A letter still waits for a clerk, so the files are kept for another period.
                None => {
                    let kept = batch.clone().with_retention(context.today(), &app.rules().retention);
                    ScanBatch { version: batch.version + 1, ..kept }
                }
            };
            app.store.save_batch(&gone, Some(batch.version)).await?;
        }
        Retained::Record(number) => {
            app.finish_deregistration(*number, &context, "retain").await?;
        }
    }
    Ok(true)
}
