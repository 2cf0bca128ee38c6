//! Erase what is private once its time is over 到期清理.
//!
//! A schedule starts it once a day. It looks at what retention has to do by today, warns the owners of drafts that nobody
//! writes on, throws those away that were warned of, and erases forms, scans, scanned post and addresses whose time is over. Each is a step
//! of its own with an entry in the history; what was not reached is there for the next run.

use beian_app::App;
use beian_filing::{
    calendar::{Calendar, local_date},
    history::Moment,
    paper::ScanFile,
    policy::Retain,
};
use beian_store::{ObjectKey, Retained, StoreError, Wanted};
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
pub async fn purge(office: Arc<App>) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let calendar = office.calendar().await?;
    for retained in office.store.retained(local_date(office.clock.now())).await? {
        match look_at(&office, &calendar, &retained).await {
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
async fn look_at(office: &App, calendar: &Calendar, retained: &Retained) -> Result<bool, StoreError> {
    let system = beian_filing::history::system();
    let moment =
        Moment { at: office.clock.now(), actor: &system, fingerprint: "", rules: office.rules(), calendar };
    match retained {
        Retained::Filing(id) => {
            let wanted = Wanted { filing: Some(id), ..Wanted::default() };
            let Some(filing) = office.store.case(wanted).await?.filing else { return Ok(false) };
            let command = format!("retain#{}", filing.version);
            let Some((what, step)) = filing.retain(&moment) else { return Ok(false) };
            // The scans first: were the filing to say that they are gone, nobody would look again.
            if matches!(what, Retain::Erase | Retain::Tidy) {
                office.store.erase_scans(id, &step.after.scans).await?;
            }
            office.store.commit(step, &command).await?;
        }
        Retained::Request(id) => {
            let Some(request) = office.store.request(id).await? else { return Ok(false) };
            let command = format!("retain#{}", request.version);
            let papers = request.papers.clone();
            let Some(step) = request.retain(&moment) else { return Ok(false) };
            // The pages first, as with scans.
            for papers in papers {
                let pages: Vec<u16> = papers.pages.iter().map(|sheet| sheet.page).collect();
                office.store.erase_pages(&papers.file, pages).await?;
            }
            office.store.commit_request(step, &command).await?;
        }
        Retained::Post(id) => {
            let Some((file, pieces)) = office.store.scanned_whole(id).await? else { return Ok(false) };
            let gone = match file.retain(&pieces) {
                Some((gone, pages)) => {
                    office.store.erase_pages(id, pages).await?;
                    for (part, _) in file.numbered() {
                        office.store.erase(ObjectKey::Post(id, part)).await?;
                        office.store.erase(ObjectKey::Quarantine(id, part)).await?;
                    }
                    office.store.drop_notice(&file).await?;
                    gone
                }
                // Somebody has still to say whose it is.
                None => {
                    let kept = file.clone().kept(moment.today(), &office.rules().retention);
                    ScanFile { version: file.version + 1, ..kept }
                }
            };
            office.store.save_scanned(&gone, Some(file.version)).await?;
        }
        Retained::Record(number) => {
            office.sweep(number, &moment, "retain").await?;
        }
    }
    Ok(true)
}
