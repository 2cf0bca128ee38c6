//! Opening an uploaded scan, in a process of its own.

use beian_contract::problem::ProblemCode;
use beian_filing::{
    form::{MAX_SCAN_PAGES, PageFlaw, PageSeen},
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

/// The uploader waits for the answer, which API Gateway gives up after 29 seconds. A photo of forty megapixels takes a second.
const LONGEST: Duration = Duration::from_secs(16);
/// The longest wait for a turn: together with the reading less than 29 seconds.
const LONGEST_WAIT: Duration = Duration::from_secs(8);
/// A function reads one scan at a time; the local edition, one process for everybody, at most this many.
static TURNS: Semaphore = Semaphore::const_new(4);

/// The pages of a scan.
#[derive(Debug, Default)]
pub struct Pages {
    /// How each was found.
    pub seen: Vec<PageSeen>,
    /// Small pictures of them, JPEG.
    pub thumbnails: Vec<Vec<u8>>,
}

/// Waits until a scan may be read.
pub async fn turn() -> Result<SemaphorePermit<'static>, StoreError> {
    match timeout(LONGEST_WAIT, TURNS.acquire()).await {
        Ok(Ok(turn)) => Ok(turn),
        _ => Err(StoreError::Unavailable("read", "too many scans are read at the same time".to_owned())),
    }
}

/// Reads every page of a file, or says why it is none that somebody could read. One page that cannot be opened is enough.
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

/// The reader does not work, whatever is in the file: it may be tried again.
fn failed(error: &dyn std::error::Error) -> StoreError {
    StoreError::Unavailable("read", error.to_string())
}

fn seen(page: &Page) -> PageSeen {
    let flaw = |flaw: &Flaw| match flaw {
        // Its width and height say how small it is.
        Flaw::TooSmall => None,
        Flaw::LowResolution => Some(PageFlaw::LowResolution),
        Flaw::Blurred => Some(PageFlaw::Blurred),
        Flaw::Blank => Some(PageFlaw::Blank),
        Flaw::CornerCut => Some(PageFlaw::CornerCut),
        Flaw::TooDark => Some(PageFlaw::TooDark),
    };
    let flaws = page.quality.flaws.iter().filter_map(flaw).collect();
    PageSeen { width: page.width, height: page.height, flaws, bare: page.quality.bare }
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
        // A page with a code of ours stands upright by it.
        beian_reader::serve(&|text| text.parse::<FormCode>().is_ok());
    }
    is_reader
}
