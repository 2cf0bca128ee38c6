//! The inspection of an uploaded scan in a separate process.

use beian_contract::problem::ProblemCode;
use beian_filing::{
    form::{MAX_SCAN_PAGES, PageFlaw, PageMeasurements},
    paper::FormCode,
};
use beian_pages::{Bounds, Flaw, Page, Unreadable};
use beian_reader::{Limits, Next, Reader};
use beian_store::StoreError;
use std::{path::Path, time::Duration};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// The longest time for one scan. API Gateway gives up a request after 29 seconds. A photo of forty megapixels takes one second.
const LONGEST: Duration = Duration::from_secs(16);
/// The longest wait for a turn. The wait and the reading together must stay below the 29 seconds of API Gateway.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// The turns of one process. A Lambda function reads one scan at a time; the local edition serves everybody in one process and needs a
/// limit.
static TURNS: Semaphore = Semaphore::const_new(4);

/// The pages of a scan.
#[derive(Debug, Default)]
pub struct Pages {
    /// The size and the flaws of each page.
    pub seen: Vec<PageMeasurements>,
    /// The thumbnail of each page, as JPEG.
    pub thumbnails: Vec<Vec<u8>>,
}

/// Waits for a turn to read a scan.
pub async fn turn() -> Result<SemaphorePermit<'static>, StoreError> {
    match timeout(LONGEST_WAIT, TURNS.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(StoreError::Unavailable("read", "too many scans are read at the same time".to_owned())),
    }
}

/// Reads every page of a file. A single unreadable page refuses the whole file; the inner error is the reason.
pub async fn pages(reader: Option<&str>, bytes: Vec<u8>) -> Result<Result<Pages, ProblemCode>, StoreError> {
    let limits =
        Limits { page: 5, file: 10, each: 1, patience: 3, longest: LONGEST, deaths: 1, ..Limits::default() };
    let reader = Reader::new(reader.map(Path::new), limits).map_err(|error| failed(&error))?;
    let bounds = Bounds { pages: MAX_SCAN_PAGES, ..Bounds::default() };
    let mut reading = match reader.open(bytes, &bounds).await.map_err(|error| failed(&error))? {
        Ok(reading) => reading,
        Err(why) => return Ok(Err(refused(why))),
    };
    let mut pages = Pages::default();
    loop {
        match reading.next().await.map_err(|error| failed(&error))? {
            Next::Page(read) => {
                pages.seen.push(seen(&read.page));
                pages.thumbnails.push(read.page.thumbnail);
            }
            Next::Missing(why) | Next::Killed(why) => return Ok(Err(refused(why))),
            Next::End => return Ok(Ok(pages)),
        }
    }
}

/// Returns the error of a reader that does not work. The file is not the cause, so the uploader may try again.
fn failed(error: &dyn std::error::Error) -> StoreError {
    StoreError::Unavailable("read", error.to_string())
}

fn seen(page: &Page) -> PageMeasurements {
    let flaw = |flaw: &Flaw| match flaw {
        // The width and the height of the page already show this flaw.
        Flaw::TooSmall => None,
        Flaw::LowResolution => Some(PageFlaw::LowResolution),
        Flaw::Blurred => Some(PageFlaw::Blurred),
        Flaw::Blank => Some(PageFlaw::Blank),
        Flaw::CornerCut => Some(PageFlaw::CornerCut),
        Flaw::TooDark => Some(PageFlaw::TooDark),
    };
    let flaws = page.quality.flaws.iter().filter_map(flaw).collect();
    PageMeasurements { width: page.width, height: page.height, flaws, bare: page.quality.bare }
}

fn refused(why: Unreadable) -> ProblemCode {
    match why {
        Unreadable::Empty | Unreadable::NoSuchPage | Unreadable::Damaged => ProblemCode::ScanDamaged,
        Unreadable::Unsupported | Unreadable::UnsupportedKind => ProblemCode::UnsupportedScan,
        Unreadable::Encrypted => ProblemCode::ScanLocked,
        Unreadable::TooManyPages { .. } => ProblemCode::ScanTooLong,
        Unreadable::TooLarge { .. } | Unreadable::Expands => ProblemCode::ScanPageTooLarge,
        Unreadable::TakesTooLong => ProblemCode::ScanTakesTooLong,
    }
}

pub fn reads() -> bool {
    let is_reader = beian_reader::is_reader();
    if is_reader {
        // The QR code of a printed form shows which side of its page is up.
        beian_reader::serve(&|text| text.parse::<FormCode>().is_ok());
    }
    is_reader
}
