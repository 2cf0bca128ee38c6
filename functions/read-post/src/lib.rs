//! Read scan batches and file their letters with their cases 识别收件扫描.
//!
//! A notification of the store starts this function when a file arrives, and a schedule starts it for files with a lost
//! notification. Each run reads all open scan batches. A scan batch is one file, or several pictures that belong
//! together, and only one run at a time reads it. The run reads the scan batch page by page and cuts it into letters.
//! Each letter is filed automatically by the code on its form, or waits for a clerk.
//!
//! The next run goes on after a run that stopped midway, because repeated work yields the same pages and letters. A
//! scan batch is given up after three attempts. The files of a rejected scan batch go into quarantine, from which
//! nothing is served. A notice among the letters then asks a clerk to scan the post again. The clerk may upload the
//! same scan batch again if that can help.

use beian_app::{App, mailroom::clerk, token};
use beian_filing::{
    calendar::{Calendar, local_date},
    history::Context,
    media::Media,
    paper::{
        self, BatchFile, BatchState, BatchStatus, FormCode, FormCodeProblem, IncomingLetter, MAX_FILE_BYTES,
        MAX_FILE_PAGES, MalwareVerdict, PageFindings, RejectReason, ScanBatch, StackOrder, UNREADABLE,
    },
};
use beian_pages::{Bounds, Flaw, Page, Unreadable};
use beian_reader::{Limits, Next, Read, Reader};
use beian_store::{ObjectKey, StoreError};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{path::Path, sync::Arc};

/// The oddity that marks a scan batch with an unreadable page.
const UNREADABLE_PAGE: &str = "unreadable_page";

/// The result of a run.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// The number of scan batches that were cut into letters.
    pub read: usize,
    /// The number of rejected scan batches.
    pub unfit: usize,
    /// The number of letters that were filed with their cases.
    pub filed: usize,
    /// The number of scan batches that another run took first.
    pub passed: usize,
    /// The number of scan batches with a failure; the next run reads them again.
    pub failed: usize,
}

/// Reads all open scan batches.
///
/// # Errors
/// Only when the list cannot be read. A scan batch with a failure does not stop the others.
pub async fn read_post(app: Arc<App>) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let calendar = app.calendar().await?;
    let mut cursor = None;
    loop {
        let page = app.store.open_batches(cursor.as_deref()).await?;
        for batch in page.items {
            match read(&app, &calendar, batch, &mut report).await {
                Ok(()) => {}
                Err(StoreError::Stale) => report.passed += 1,
                Err(error) => {
                    report.failed += 1;
                    let line = json!({ "level": "error", "job": "read-post", "cause": error.to_string() });
                    eprintln!("{line}");
                }
            }
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(report);
        }
    }
}

/// Reads one scan batch, if its files have arrived and no other run reads it.
async fn read(
    app: &App,
    calendar: &Calendar,
    batch: ScanBatch,
    report: &mut Report,
) -> Result<(), StoreError> {
    // An earlier run stopped before it had quarantined the files.
    if batch.status() == BatchStatus::Rejected {
        return put_away(app, &batch).await;
    }
    let Some(taken) = batch.take(app.clock.now()) else { return Ok(()) };
    let verdict = verdict(app, &batch).await?;
    if verdict == MalwareVerdict::Pending {
        return Ok(());
    }
    if taken.status() == BatchStatus::Rejected {
        report.unfit += 1;
        return become_nothing(app, taken, batch.version).await;
    }
    app.store.save_batch(&taken, Some(batch.version)).await?;
    let done = match verdict {
        MalwareVerdict::Infected => Err(RejectReason::Infected),
        _ => match become_letters(app, calendar, &taken).await {
            Ok(outcome) => outcome,
            Err(error) => {
                app.store.save_batch(&taken.requeue(), Some(taken.version)).await?;
                return Err(error);
            }
        },
    };
    match done {
        Ok(Letters { letters, oddities, order }) => {
            report.read += 1;
            report.filed += letters.iter().filter(|letter| letter.check_open().is_err()).count();
            let today = local_date(app.clock.now());
            let read =
                taken.record_read(&letters, oddities, order).with_retention(today, &app.rules().retention);
            app.store.save_batch(&read, Some(taken.version)).await
        }
        Err(why) => {
            report.unfit += 1;
            become_nothing(app, taken.reject(why), taken.version).await
        }
    }
}

/// Saves the rejection and its notice for the clerks, and then quarantines the files. The rejection is saved first, so
/// that the next run quarantines the files if this run stops in between.
async fn become_nothing(app: &App, unfit: ScanBatch, expected: u64) -> Result<(), StoreError> {
    let now = app.clock.now();
    let unfit = unfit.with_retention(local_date(now), &app.rules().retention);
    app.store.save_rejected(&unfit, &unfit.failure_letter(now), expected).await?;
    put_away(app, &unfit).await
}

/// Moves the files of a rejected scan batch into quarantine, and erases the pages that were drawn before the rejection.
/// The files are moved and not copied, because a repeated upload must not be mistaken for the earlier files.
async fn put_away(app: &App, unfit: &ScanBatch) -> Result<(), StoreError> {
    for (part, _) in unfit.numbered() {
        let (from, to) = (ObjectKey::Post(&unfit.id, part), ObjectKey::Quarantine(&unfit.id, part));
        if app.store.copy(from, to, None).await? {
            app.store.erase(from).await?;
        }
    }
    app.store.erase_drawn(&unfit.id).await?;
    app.store.save_batch(&unfit.quarantine(), Some(unfit.version)).await
}

/// Whether a scan batch may be read: all its files have arrived, and the malware scanner, where one runs, found
/// nothing.
async fn verdict(app: &App, batch: &ScanBatch) -> Result<MalwareVerdict, StoreError> {
    // The browser uploads the files in order, so the last file is the likeliest to be missing.
    for (part, _) in batch.numbered().rev() {
        if !app.store.has_object(ObjectKey::Post(&batch.id, part)).await? {
            return Ok(MalwareVerdict::Pending);
        }
    }
    let mut verdict = MalwareVerdict::Readable;
    if app.store.settings().guarded {
        for (part, _) in batch.numbered() {
            let tag = app.store.scanner_tag(ObjectKey::Post(&batch.id, part)).await?;
            match MalwareVerdict::of_tag(tag.as_deref()) {
                MalwareVerdict::Infected => return Ok(MalwareVerdict::Infected),
                MalwareVerdict::Pending => verdict = MalwareVerdict::Pending,
                MalwareVerdict::Readable => {}
            }
        }
    }
    Ok(verdict)
}

/// The letters of a scan batch, or the reason of its rejection.
type Outcome = Result<Letters, RejectReason>;

struct Letters {
    letters: Vec<IncomingLetter>,
    /// The oddities of the scan batch, such as scripts that were left out.
    oddities: Vec<String>,
    /// The page order that makes more sense than the scanned one.
    order: Option<StackOrder>,
}

async fn become_letters(app: &App, calendar: &Calendar, batch: &ScanBatch) -> Result<Outcome, StoreError> {
    let mut found = Found::default();
    for (place, part) in batch.numbered() {
        match read_part(app, batch, (place, part), &mut found).await? {
            Ok(()) => {}
            // An unreadable file among several files counts as one unreadable page.
            Err(why) if batch.parts.len() > 1 && why != RejectReason::Changed => found.unreadable(why),
            Err(why) => return Ok(Err(why)),
        }
        if found.pages.len() > MAX_FILE_PAGES {
            return Ok(Err(RejectReason::TooManyPages));
        }
    }
    if found.pages.iter().all(|page| page.size == 0) {
        return Ok(Err(found.last.unwrap_or(RejectReason::Empty)));
    }
    let mut letters = Vec::new();
    let paper::cut::CutBatch { letters: cut, order } = paper::cut::cut(batch, &found.pages, app.clock.now());
    for letter in cut {
        let letter = app.store.add_letter(letter).await?;
        let actor = clerk(&letter);
        let context =
            Context { at: app.clock.now(), actor: &actor, fingerprint: "", rules: app.rules(), calendar };
        letters.push(app.file_by_code(letter, &context).await?);
    }
    Ok(Ok(Letters { letters, oddities: found.oddities, order }))
}

/// The pages and oddities that were found in a scan batch so far.
#[derive(Default)]
struct Found {
    pages: Vec<PageFindings>,
    oddities: Vec<String>,
    /// The reason of the last unreadable page.
    last: Option<RejectReason>,
}

impl Found {
    fn odd(&mut self, oddity: &str) {
        if !self.oddities.iter().any(|known| known == oddity) {
            self.oddities.push(oddity.to_owned());
        }
    }

    fn unreadable(&mut self, why: RejectReason) {
        self.last = Some(why);
        self.odd(UNREADABLE_PAGE);
        let flaws = vec![UNREADABLE.to_owned()];
        self.pages.push(PageFindings { flaws, blank: true, ..PageFindings::default() });
    }
}

/// Reads one file of a scan batch, page by page, in a separate process. A page that kills the process counts as
/// unreadable, and another process goes on behind it.
async fn read_part(
    app: &App,
    batch: &ScanBatch,
    part: (u16, &BatchFile),
    found: &mut Found,
) -> Result<Result<(), RejectReason>, StoreError> {
    let reader = app.store.settings().reader.as_deref().map(Path::new);
    let reader = Reader::new(reader, Limits::default()).map_err(|error| unread(&error))?;
    let bounds = Bounds { pages: MAX_FILE_PAGES, ..Bounds::default() };
    let Some(bytes) = bytes(app, batch, part).await? else { return Ok(Err(RejectReason::Changed)) };
    let mut opened = reader.open(bytes, &bounds).await.map_err(|error| unread(&error))?;
    loop {
        let mut reading = match opened {
            Ok(reading) => reading,
            Err(why) => return Ok(Err(unfit(why))),
        };
        for oddity in &reading.opened.oddities {
            found.odd(oddity.as_str());
        }
        let why = loop {
            match reading.next().await.map_err(|error| unread(&error))? {
                Next::Page(read) => {
                    let facts = facts(&read);
                    keep(app, batch, found.pages.len(), read.page).await?;
                    found.pages.push(facts);
                }
                Next::Missing(why) => found.unreadable(unfit(why)),
                Next::Killed(why) => break why,
                Next::End => return Ok(Ok(())),
            }
        };
        found.unreadable(unfit(why));
        let line = json!({ "level": "warn", "job": "read-post", "file": batch.id, "page": found.pages.len(), "cause": why.as_str() });
        eprintln!("{line}");
        let Some(bytes) = self::bytes(app, batch, part).await? else { return Ok(Err(RejectReason::Changed)) };
        opened = reader.resume(bytes, &bounds, reading, why).await.map_err(|error| unread(&error))?;
    }
}

/// The bytes of one file of a scan batch; `None` if their digest is not the one that the clerk's browser computed. An
/// incomplete or replaced file is never read.
async fn bytes(
    app: &App,
    batch: &ScanBatch,
    (place, part): (u16, &BatchFile),
) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = app.store.fetch(ObjectKey::Post(&batch.id, place), MAX_FILE_BYTES).await?;
    Ok(bytes.filter(|bytes| token::hex(&Sha256::digest(bytes)) == part.sha256))
}

/// The error of a reader that does not work, independent of the file. The next run tries again.
fn unread(error: &dyn std::error::Error) -> StoreError {
    StoreError::Unavailable("read", error.to_string())
}

/// Saves the image and the thumbnail of a page.
async fn keep(app: &App, batch: &ScanBatch, index: usize, page: Page) -> Result<(), StoreError> {
    let place = u16::try_from(index + 1).unwrap_or(u16::MAX);
    let jpeg = Media::Jpeg.as_str();
    let store = &app.store;
    store.save_object(ObjectKey::Page(&batch.id, place), jpeg, page.image).await?;
    store.save_object(ObjectKey::Thumbnail(&batch.id, place), jpeg, page.thumbnail).await
}

/// The properties of a page that decide to which letter the page belongs.
fn facts(read: &Read) -> PageFindings {
    let (page, flaws) = (&read.page, &read.page.quality.flaws);
    let damaged = |text: &String| matches!(text.parse::<FormCode>(), Err(FormCodeProblem::Damaged));
    PageFindings {
        codes: page.codes.iter().filter_map(|text| text.parse().ok()).collect(),
        damaged: page.codes.is_empty() && read.unwanted.iter().any(damaged),
        near: page.unread,
        blank: flaws.contains(&Flaw::Blank),
        flaws: flaws.iter().map(|flaw| flaw.as_str().to_owned()).collect(),
        dpi: page.quality.dpi,
        size: u32::try_from(page.image.len()).unwrap_or(u32::MAX),
        sha256: Some(token::hex(&Sha256::digest(&page.image))),
    }
}

/// Reads pages if this process was started as a page reader, and returns whether it was.
pub fn reads_pages() -> bool {
    let is_reader = beian_reader::is_reader();
    if is_reader {
        beian_reader::serve(&|text| text.parse::<FormCode>().is_ok());
    }
    is_reader
}

/// Releases the scan batches that a run of an ended process still holds, so that the next run reads them at once. Only
/// the single process that reads may call this function, because a run of another process would lose its scan batch.
///
/// # Errors
/// When the list cannot be read or a scan batch cannot be saved.
pub async fn release(app: &App) -> Result<(), StoreError> {
    let mut cursor = None;
    loop {
        let page = app.store.open_batches(cursor.as_deref()).await?;
        for batch in page.items.iter().filter(|batch| matches!(batch.state, BatchState::Reading { .. })) {
            app.store.save_batch(&batch.requeue(), Some(batch.version)).await?;
        }
        cursor = page.next;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

fn unfit(why: Unreadable) -> RejectReason {
    match why {
        Unreadable::Empty | Unreadable::NoSuchPage => RejectReason::Empty,
        Unreadable::Unsupported => RejectReason::Unsupported,
        Unreadable::UnsupportedKind => RejectReason::UnsupportedKind,
        Unreadable::Encrypted => RejectReason::Encrypted,
        Unreadable::Damaged => RejectReason::Damaged,
        Unreadable::TooManyPages { .. } => RejectReason::TooManyPages,
        Unreadable::TooLarge { .. } | Unreadable::Expands => RejectReason::TooLarge,
        Unreadable::TakesTooLong => RejectReason::TakesTooLong,
    }
}
