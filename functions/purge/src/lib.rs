//! Erase what is private once its time is over 到期清理.
//!
//! A schedule starts it once a day. It looks at what retention has to do by today, warns the owners of drafts that nobody
//! writes on, throws those away that were warned of, and erases forms, scans, scanned post and addresses whose time is over. Each is a step
//! of its own with an entry in the history; what was not reached is there for the next run.

use beian_app::App;
use beian_filing::{
    calendar::{Calendar, local_date},
    history::Context,
    paper::ScanBatch,
    policy::Retain,
};
use beian_store::{LoadRequest, ObjectKey, Retained, StoreError};
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Steps that were done.
    pub done: usize,
    /// Steps that failed; the next run has them again.
    pub failed: usize,
}

/// Does what is to be done by today.
///
/// # Errors
/// Only when the list cannot be read; one step that fails does not stop the others.
pub async fn purge(app: Arc<App>) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let calendar = app.calendar().await?;
    for retained in app.store.retained(local_date(app.clock.now())).await? {
        match look_at(&app, &calendar, &retained).await {
            Ok(done) => report.done += usize::from(done),
            // Its owner did something in the same moment: then it is looked at again tomorrow.
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

/// Does what is to be done with one thing, and says whether there was anything.
async fn look_at(app: &App, calendar: &Calendar, retained: &Retained) -> Result<bool, StoreError> {
    let system = beian_filing::history::system();
    let context =
        Context { at: app.clock.now(), actor: &system, fingerprint: "", rules: app.rules(), calendar };
    match retained {
        Retained::Filing(id) => {
            let wanted = LoadRequest { filing: Some(id), ..LoadRequest::default() };
            let Some(filing) = app.store.load(wanted).await?.filing else { return Ok(false) };
            let command = format!("retain#{}", filing.version);
            let Some((what, step)) = filing.retain(&context) else { return Ok(false) };
            // The scans first: were the filing to say that they are gone, nobody would look again.
            if matches!(what, Retain::Erase | Retain::PurgeScans) {
                app.store.erase_scans(id, &step.after.scans).await?;
            }
            app.store.commit(step, &command).await?;
        }
        Retained::Request(id) => {
            let Some(request) = app.store.request(id).await? else { return Ok(false) };
            let command = format!("retain#{}", request.version);
            let papers = request.papers.clone();
            let Some(step) = request.retain(&context) else { return Ok(false) };
            // The pages first, as with scans.
            for papers in papers {
                let pages: Vec<u16> = papers.pages.iter().map(|sheet| sheet.page).collect();
                app.store.erase_pages(&papers.batch, pages).await?;
            }
            app.store.commit_request(step, &command).await?;
        }
        Retained::Post(id) => {
            let Some((batch, letters)) = app.store.batch_with_letters(id).await? else { return Ok(false) };
            let gone = match batch.retain(&letters) {
                Some((gone, pages)) => {
                    app.store.erase_pages(id, pages).await?;
                    for (part, _) in batch.numbered() {
                        app.store.erase(ObjectKey::Post(id, part)).await?;
                        app.store.erase(ObjectKey::Quarantine(id, part)).await?;
                    }
                    app.store.drop_notice(&batch).await?;
                    gone
                }
                // Somebody has still to say whose it is.
                None => {
                    let kept = batch.clone().kept(context.today(), &app.rules().retention);
                    ScanBatch { version: batch.version + 1, ..kept }
                }
            };
            app.store.save_batch(&gone, Some(batch.version)).await?;
        }
        Retained::Record(number) => {
            app.finish_deregistration(number, &context, "retain").await?;
        }
    }
    Ok(true)
}
