//! Takes over the records of other provinces 导入外省备案.
//!
//! A schedule starts the job once a day. Another system puts lists of changes under `claims/` in the bucket of scans. The job takes the
//! lists over in the order of their names, one part at a time. A claim that a filing of this bureau holds stays with the filing. A mark
//! stores the progress of each list, and the next run continues from it. A finished list moves to `claims/done/`; its report and its bad
//! rows, by number, stand under `claims/reports/`.

use beian_app::App;
use beian_filing::claim::{
    BAD_ROWS_HEADER, HeaderProblem, ListParser, ListTally, ListedClaim, bad_row_line, is_blank,
    list::SkipReason, next_line,
};
use beian_store::{ClaimFile, Store, StoreError};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// The limits of one run.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// The time after which no list continues with a further part. The first part of a list is always taken over.
    pub time: Duration,
    /// The length of a part, in bytes. A line of a list must not be longer.
    pub part: u64,
}

impl Default for Bounds {
    fn default() -> Bounds {
        // `template.yaml` gives a run fifteen minutes, and a part takes seconds.
        Bounds { time: Duration::from_secs(12 * 60), part: 256 * 1024 }
    }
}

/// The result of one run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The number of finished lists.
    pub lists: usize,
    /// The number of rows that were read.
    pub rows: u64,
    /// The number of rows that were not taken over.
    pub bad: u64,
    /// True if a list is left for the next run.
    pub unfinished: bool,
}

/// The progress of a list.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Mark {
    tag: String,
    offset: u64,
    line: u64,
    tally: ListTally,
}

/// The report of a finished list.
#[derive(Debug, Serialize)]
struct Outcome<'a> {
    finished_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    tally: &'a ListTally,
}

/// Takes over the waiting lists within the limits of one run.
///
/// # Errors
/// A [`StoreError`] if the table or the bucket does not answer. The next run continues from the last mark.
pub async fn import_claims(app: Arc<App>) -> Result<Report, StoreError> {
    within(&app, Bounds::default()).await
}

/// Takes over the waiting lists within other limits than [`import_claims`].
///
/// # Errors
/// The errors of [`import_claims`].
pub async fn within(app: &App, bounds: Bounds) -> Result<Report, StoreError> {
    let (begun, mut report) = (Instant::now(), Report::default());
    for name in app.store.claim_files().await? {
        if report.unfinished {
            break;
        }
        let Some(file) = app.store.claim_file(&name).await? else { continue };
        match take_over(app, &file, bounds, begun, &mut report).await {
            // Another list replaced this one under the same name. The next run takes that list over.
            Err(StoreError::Stale) => report.unfinished = true,
            done => done?,
        }
    }
    Ok(report)
}

async fn take_over(
    app: &App,
    file: &ClaimFile,
    bounds: Bounds,
    begun: Instant,
    report: &mut Report,
) -> Result<(), StoreError> {
    let store = &app.store;
    let first = store.claim_part(file, 0, bounds.part).await?;
    let opened = match next_line(&first, first.len() as u64 == file.size) {
        None if first.is_empty() => Err(HeaderProblem::Empty),
        None => Err(HeaderProblem::NotText),
        Some((line, bytes)) => {
            ListParser::begin(line, &store.settings().province).map(|list| (list, bytes as u64))
        }
    };
    let (mut list, header) = match opened {
        Ok(opened) => opened,
        Err(problem) => return close(app, file, &ListTally::default(), Some(problem), report).await,
    };
    let mark = store.claim_note(&file.name, "mark.json").await?;
    let mark =
        mark.and_then(|mark| serde_json::from_slice(&mark).ok()).filter(|mark: &Mark| mark.tag == file.tag);
    let mut mark = mark.unwrap_or_else(|| Mark {
        tag: file.tag.clone(),
        offset: header,
        line: 1,
        tally: ListTally::default(),
    });
    while mark.offset < file.size {
        let part = store.claim_part(file, mark.offset, bounds.part).await?;
        let Some(taken) = settle(store, &mut list, &part, file, &mut mark, report).await? else {
            return close(app, file, &mark.tally, Some(HeaderProblem::NotText), report).await;
        };
        mark.offset += taken;
        store.put_claim_note(&file.name, "mark.json", json(&mark)).await?;
        if mark.offset < file.size && begun.elapsed() >= bounds.time {
            report.unfinished = true;
            return Ok(());
        }
    }
    close(app, file, &mark.tally, None, report).await
}

/// Takes over the complete lines of a part and returns their length in bytes; `None` if the part has no complete line.
async fn settle(
    store: &Store,
    list: &mut ListParser,
    part: &[u8],
    file: &ClaimFile,
    mark: &mut Mark,
    report: &mut Report,
) -> Result<Option<u64>, StoreError> {
    let last = mark.offset + part.len() as u64 >= file.size;
    let (mut taken, first, before) = (0, mark.line + 1, mark.tally.rows);
    let (mut rows, mut told) = (Vec::<u64>::new(), Vec::<ListedClaim>::new());
    let mut bad: Vec<(u64, Vec<SkipReason>)> = Vec::new();
    while let Some((line, bytes)) = next_line(&part[taken..], last) {
        taken += bytes;
        mark.line += 1;
        match list.row(line) {
            _ if is_blank(line) => {}
            Ok(row) => {
                rows.push(mark.line);
                told.push(row);
            }
            Err(reasons) => bad.push((mark.line, reasons)),
        }
    }
    if taken == 0 {
        return Ok(None);
    }
    let settled = store.apply_claims(&told).await?;
    for ((row, told), settled) in rows.iter().zip(&told).zip(settled) {
        match settled.reason() {
            None => mark.tally.good(told),
            Some(reason) => bad.push((*row, vec![reason])),
        }
    }
    bad.sort_unstable_by_key(|(row, _)| *row);
    let mut text = BAD_ROWS_HEADER.to_owned();
    for (row, reasons) in &bad {
        mark.tally.bad(reasons);
        text.push_str(&bad_row_line(*row, reasons));
    }
    if !bad.is_empty() {
        // The name follows from the first row, so that a repetition after an aborted run overwrites the same object.
        store.put_claim_note(&file.name, &format!("bad-{first:09}.csv"), text.into_bytes()).await?;
    }
    report.rows += mark.tally.rows - before;
    report.bad += bad.len() as u64;
    Ok(Some(taken as u64))
}

/// Writes the report of a list and moves the list to `claims/done/`.
async fn close(
    app: &App,
    file: &ClaimFile,
    tally: &ListTally,
    problem: Option<HeaderProblem>,
    report: &mut Report,
) -> Result<(), StoreError> {
    if let Some(problem) = &problem {
        let cause = problem.to_string();
        eprintln!("{}", json!({ "level": "error", "job": "import-claims", "of": file.name, "cause": cause }));
    }
    let problem = problem.map(|problem| problem.to_string());
    let outcome = Outcome { finished_at: app.clock.now(), problem, tally };
    app.store.put_claim_note(&file.name, "report.json", json(&outcome)).await?;
    app.store.close_claim_file(file).await?;
    report.lists += 1;
    Ok(())
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec_pretty(value).unwrap_or_default()
}
