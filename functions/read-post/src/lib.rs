//! Read scanned post and file it with its cases 识别收件扫描.
//!
//! The store says that a file is there, and a schedule finds what that missed; both mean "look what nobody has read". A pile, which is one
//! file or pictures that belong together, is taken by one run at a time, read page by page, cut into letters, and each letter files itself
//! by the code on its form or waits for a clerk. Whatever breaks a run off, the next one goes on: pages and letters are what they are
//! however often they are made. What breaks every run off is given up after three. What became nothing lies in quarantine, from where
//! nothing is served, waits among the letters for somebody to scan it anew, and may be sent again where that can help.

use beian_app::{App, mailroom::clerk, token};
use beian_filing::{
    calendar::{Calendar, local_date},
    history::Context,
    media::Media,
    paper::{
        self, BatchState, BatchStatus, FormCode, FormCodeProblem, IncomingLetter, MAX_FILE_BYTES,
        MAX_FILE_PAGES, PageFound, Part, RejectReason, ScanBatch, StackOrder, UNREADABLE, Verdict,
    },
};
use beian_pages::{Bounds, Flaw, Page, Unreadable};
use beian_reader::{Limits, Next, Read, Reader};
use beian_store::{ObjectKey, StoreError};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{path::Path, sync::Arc};

/// How it is said of the file that it has such a page.
const UNREADABLE_PAGE: &str = "unreadable_page";

/// What a run did.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    /// Files that became letters.
    pub read: usize,
    /// Files that became nothing.
    pub unfit: usize,
    /// Letters that found their cases.
    pub filed: usize,
    /// Files that another run was quicker with.
    pub passed: usize,
    /// Files that failed; the next run has them again.
    pub failed: usize,
}

/// Reads what nobody has read.
///
/// # Errors
/// Only when the list cannot be read; one file that fails does not stop the others.
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

/// Reads one file, if it is there and nobody else has it.
async fn read(
    app: &App,
    calendar: &Calendar,
    batch: ScanBatch,
    report: &mut Report,
) -> Result<(), StoreError> {
    // A run was broken off before it had put it away.
    if batch.status() == BatchStatus::Rejected {
        return put_away(app, &batch).await;
    }
    let Some(taken) = batch.take(app.clock.now()) else { return Ok(()) };
    let verdict = verdict(app, &batch).await?;
    if verdict == Verdict::Wait {
        return Ok(());
    }
    if taken.status() == BatchStatus::Rejected {
        report.unfit += 1;
        return become_nothing(app, taken, batch.version).await;
    }
    app.store.save_batch(&taken, Some(batch.version)).await?;
    let done = match verdict {
        Verdict::Infected => Err(RejectReason::Infected),
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
            report.filed += letters.iter().filter(|letter| letter.open().is_err()).count();
            let today = local_date(app.clock.now());
            let read = taken.read(&letters, oddities, order).kept(today, &app.rules().retention);
            app.store.save_batch(&read, Some(taken.version)).await
        }
        Err(why) => {
            report.unfit += 1;
            become_nothing(app, taken.reject(why), taken.version).await
        }
    }
}

/// Says that a pile became nothing, to every clerk, and puts it away. That it is said comes first: whatever breaks this off then, the next
/// run puts it away.
async fn become_nothing(app: &App, unfit: ScanBatch, believed: u64) -> Result<(), StoreError> {
    let now = app.clock.now();
    let unfit = unfit.kept(local_date(now), &app.rules().retention);
    app.store.save_rejected(&unfit, &unfit.notice(now), believed).await?;
    put_away(app, &unfit).await
}

/// Moves what became nothing to where nothing is served from, and erases the pages that were drawn of it before that was known. Moved, not
/// copied: what is sent again must not be taken for what came before.
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

/// Whether a pile may be read: all of it is there, and where a scanner looks, it found nothing.
async fn verdict(app: &App, batch: &ScanBatch) -> Result<Verdict, StoreError> {
    // The browser sends the last file last.
    for (part, _) in batch.numbered().rev() {
        if !app.store.has_object(ObjectKey::Post(&batch.id, part)).await? {
            return Ok(Verdict::Wait);
        }
    }
    let mut verdict = Verdict::Read;
    if app.store.settings().guarded {
        for (part, _) in batch.numbered() {
            let tag = app.store.scanner_tag(ObjectKey::Post(&batch.id, part)).await?;
            match Verdict::of_tag(tag.as_deref()) {
                Verdict::Infected => return Ok(Verdict::Infected),
                Verdict::Wait => verdict = Verdict::Wait,
                Verdict::Read => {}
            }
        }
    }
    Ok(verdict)
}

/// The letters that a file becomes, or why it becomes none.
type Outcome = Result<Letters, RejectReason>;

struct Letters {
    letters: Vec<IncomingLetter>,
    /// What was left out of the file.
    oddities: Vec<String>,
    /// The order in which its pages make more sense than as they were scanned.
    order: Option<StackOrder>,
}

async fn become_letters(app: &App, calendar: &Calendar, batch: &ScanBatch) -> Result<Outcome, StoreError> {
    let mut found = Found::default();
    for (place, part) in batch.numbered() {
        match read_part(app, batch, (place, part), &mut found).await? {
            Ok(()) => {}
            // One that cannot be read among others is a page that cannot be read.
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

/// What was found in a pile so far.
#[derive(Default)]
struct Found {
    pages: Vec<PageFound>,
    oddities: Vec<String>,
    /// Why the last page could not be read that could not.
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
        self.pages.push(PageFound { flaws, blank: true, ..PageFound::default() });
    }
}

/// Reads one file of a pile, page by page, in a process of its own. A page that kills that process is told as unreadable, and another process
/// goes on behind it.
async fn read_part(
    app: &App,
    batch: &ScanBatch,
    part: (u16, &Part),
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

/// The bytes of one file of a pile, if they are what the clerk's browser counted: not half of it, and nothing that somebody put in its place.
async fn bytes(
    app: &App,
    batch: &ScanBatch,
    (place, part): (u16, &Part),
) -> Result<Option<Vec<u8>>, StoreError> {
    let bytes = app.store.fetch(ObjectKey::Post(&batch.id, place), MAX_FILE_BYTES).await?;
    Ok(bytes.filter(|bytes| token::hex(&Sha256::digest(bytes)) == part.sha256))
}

/// The reader does not work, whatever is in the file: the next run tries again.
fn unread(error: &dyn std::error::Error) -> StoreError {
    StoreError::Unavailable("read", error.to_string())
}

/// Keeps the pictures of a page.
async fn keep(app: &App, batch: &ScanBatch, index: usize, page: Page) -> Result<(), StoreError> {
    let place = u16::try_from(index + 1).unwrap_or(u16::MAX);
    let jpeg = Media::Jpeg.as_str();
    let store = &app.store;
    store.save_object(ObjectKey::Page(&batch.id, place), jpeg, page.image).await?;
    store.save_object(ObjectKey::Thumbnail(&batch.id, place), jpeg, page.thumbnail).await
}

/// The facts of a page that decide where it goes.
fn facts(read: &Read) -> PageFound {
    let (page, flaws) = (&read.page, &read.page.quality.flaws);
    let damaged = |text: &String| matches!(text.parse::<FormCode>(), Err(FormCodeProblem::Damaged));
    PageFound {
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

/// Reads pages if this process was started to do that, and says whether it was.
pub fn reads_pages() -> bool {
    let is_reader = beian_reader::is_reader();
    if is_reader {
        beian_reader::serve(&|text| text.parse::<FormCode>().is_ok());
    }
    is_reader
}

/// Gives back the files that a run of an ended process still holds, so that the next run has them at once. Only for whoever is the one process
/// that reads: another one's run would lose its file.
///
/// # Errors
/// When the list cannot be read or a file not be saved.
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
