//! A file of scans becomes pages: what arrives on paper and goes through a scanner, a fax machine or a phone.
//!
//! A PDF, a TIFF, a JPEG or a PNG is opened by its content, whatever its name says, and read one page at a time: turned
//! upright, written anew as JPEG, with the texts of its QR codes and what a person should know of its quality.
//! What a hostile file can do ends in a reason why it is not read, or in an oddity that says what was left out.
//!
//! Nothing here knows what the codes mean, reads a clock, writes a file or starts a process.

mod encode;
mod jpeg;
mod page;
mod pdf;
mod png;
mod qr;
mod quality;
mod raster;
mod skew;
mod sniff;
mod tiff;

pub use page::{Flaw, Page, Quality, Step};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The side of a code on our forms in millimetres, without the paper around it.
pub const CODE_MM: f32 = 30.0;
/// How many modules the side of such a code may have: its text has some thirty signs.
pub(crate) const CODE_MODULES: std::ops::RangeInclusive<usize> = 21..=33;

/// What a file may ask for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// How many pages a file may have.
    pub pages: usize,
    /// How many pixels a page may have. Three bytes each is what decoding takes.
    pub pixels: u64,
    /// How many pixels a page may have that is decoded row by row or in grey.
    pub large: u64,
    /// How many pixels a side may have.
    pub side: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        // A telephone's photo of 108 megapixels; A3 at 600 dots an inch has 70.
        Self { pages: 200, pixels: 40_000_000, large: 110_000_000, side: 20_000 }
    }
}

impl Bounds {
    /// Whether a picture of that size may be decoded.
    pub(crate) fn allow(&self, width: u32, height: u32) -> Result<(), Unreadable> {
        self.within(width, height, self.pixels)
    }

    /// Whether a picture of that size may be decoded row by row or in grey.
    pub(crate) fn allow_large(&self, width: u32, height: u32) -> Result<(), Unreadable> {
        self.within(width, height, self.large)
    }

    fn within(&self, width: u32, height: u32, most: u64) -> Result<(), Unreadable> {
        if width == 0 || height == 0 {
            return Err(Unreadable::Damaged);
        }
        let pixels = u64::from(width) * u64::from(height);
        if width > self.side || height > self.side || pixels > most {
            return Err(Unreadable::TooLarge { width, height });
        }
        Ok(())
    }
}

/// Why a file, or a page of it, is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// Nothing is in it.
    Empty,
    /// It is none of the formats that are read.
    Unsupported,
    /// It is one of the formats that are read, but of a kind that is not: a TIFF of floating numbers, a JPEG without loss.
    UnsupportedKind,
    /// It does not open without a password.
    Encrypted,
    /// It breaks off, so that pages may be missing, or it contradicts itself.
    Damaged,
    /// It has more pages than allowed.
    TooManyPages {
        /// How many are allowed.
        most: usize,
    },
    /// A page or an image has more pixels than allowed.
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// Something packed in it grows to far more than a page needs.
    Expands,
    /// Reading it takes more time than any page needs.
    TakesTooLong,
    /// It has no page of that number.
    NoSuchPage,
}

impl Unreadable {
    /// A stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Unsupported => "unsupported",
            Self::UnsupportedKind => "unsupported_kind",
            Self::Encrypted => "encrypted",
            Self::Damaged => "damaged",
            Self::TooManyPages { .. } => "too_many_pages",
            Self::TooLarge { .. } => "too_large",
            Self::Expands => "expands",
            Self::TakesTooLong => "takes_too_long",
            Self::NoSuchPage => "no_such_page",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::error::Error for Unreadable {}

/// What was found in a file and left out; its pages are read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Oddity {
    /// Scripts, actions, forms that send, or attached files.
    ActiveContent,
    /// The file is of another format as well: before its head, behind its end or in its comments.
    OtherFormat,
    /// Bytes stand before its head or behind its end that belong to nothing known.
    StrayBytes,
    /// Its end mark is missing, and nothing else.
    EndMissing,
}

impl Oddity {
    /// A stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ActiveContent => "active_content",
            Self::OtherFormat => "other_format",
            Self::StrayBytes => "stray_bytes",
            Self::EndMissing => "end_missing",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Media {
    Pdf,
    Tiff,
    Jpeg,
    Png,
}

enum Content {
    Pdf(Box<pdf::Open>),
    Tiff(tiff::Open),
    Jpeg(Vec<u8>),
    Png(Vec<u8>),
}

/// An open file.
pub struct File {
    content: Content,
    pages: usize,
    oddities: Vec<Oddity>,
    bounds: Bounds,
}

/// Opens a file by what it contains, counts its pages and checks their sizes; decodes none of them.
///
/// # Errors
/// Why it is not read.
pub fn open(bytes: Vec<u8>, bounds: &Bounds) -> Result<File, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    let mut oddities = Vec::new();
    let mut note = |oddity: Oddity| {
        if !oddities.contains(&oddity) {
            oddities.push(oddity);
        }
    };
    if sniff::ends_as_zip(&bytes) {
        note(Oddity::OtherFormat);
    }
    let (content, pages) = match sniff::media(&bytes).ok_or(Unreadable::Unsupported)? {
        Media::Jpeg => {
            let head = jpeg::head(&bytes)?;
            bounds.allow_large(head.width, head.height)?;
            if head.other_format {
                note(Oddity::OtherFormat);
            }
            if !head.ended {
                note(Oddity::EndMissing);
            }
            around(&[], &bytes[head.end..]).into_iter().for_each(&mut note);
            (Content::Jpeg(bytes), 1)
        }
        Media::Png => {
            let head = png::head(&bytes)?;
            bounds.allow_large(head.width, head.height)?;
            around(&[], &bytes[head.end..]).into_iter().for_each(&mut note);
            (Content::Png(bytes), 1)
        }
        Media::Tiff => {
            let open = tiff::open(bytes, bounds)?;
            let pages = open.pages();
            (Content::Tiff(open), pages)
        }
        Media::Pdf => {
            let begin = sniff::pdf_head(&bytes).unwrap_or(0);
            let end = sniff::last_place(&bytes, b"%%EOF").map_or(bytes.len(), |at| at + 5);
            around(&bytes[..begin], &bytes[end..]).into_iter().for_each(&mut note);
            let open = pdf::open(bytes, bounds)?;
            if open.active() {
                note(Oddity::ActiveContent);
            }
            let pages = open.pages();
            (Content::Pdf(Box::new(open)), pages)
        }
    };
    Ok(File { content, pages, oddities, bounds: bounds.clone() })
}

/// What stands before a file's head and behind its end.
fn around(before: &[u8], behind: &[u8]) -> Option<Oddity> {
    // Cameras append pictures of the same shot.
    if before.is_empty() && behind.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return None;
    }
    if [before, behind].iter().any(|part| sniff::other(part).is_some() || sniff::markup(part)) {
        return Some(Oddity::OtherFormat);
    }
    let padding = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    // A mark of byte order is not worth a word.
    let before = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before);
    (!before.iter().chain(behind).all(padding)).then_some(Oddity::StrayBytes)
}

impl File {
    /// Its media type.
    pub fn media(&self) -> &'static str {
        match self.content {
            Content::Pdf(_) => "application/pdf",
            Content::Tiff(_) => "image/tiff",
            Content::Jpeg(_) => "image/jpeg",
            Content::Png(_) => "image/png",
        }
    }

    /// How many pages it has.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// What was found and left out.
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// Reads a page, counted from nought. `wanted` says which texts of codes are ours.
    ///
    /// # Errors
    /// Why the page is not read; others may be.
    pub fn read(&mut self, index: usize, wanted: &dyn Fn(&str) -> bool) -> Result<Page, Unreadable> {
        self.read_watched(index, wanted, &mut |_| {})
    }

    /// Like [`File::read`], and says after each step which it was, for whoever has a clock.
    ///
    /// # Errors
    /// Why the page is not read; others may be.
    pub fn read_watched(
        &mut self,
        index: usize,
        wanted: &dyn Fn(&str) -> bool,
        watch: &mut dyn FnMut(Step),
    ) -> Result<Page, Unreadable> {
        if index >= self.pages {
            return Err(Unreadable::NoSuchPage);
        }
        let decoded = match &mut self.content {
            Content::Pdf(open) => open.read(index, &self.bounds),
            Content::Tiff(open) => open.decode(index, &self.bounds),
            Content::Jpeg(bytes) => jpeg::page(bytes, &self.bounds),
            Content::Png(bytes) => png::page(bytes, &self.bounds),
        }?;
        watch(Step::Decode);
        page::make(decoded, wanted, watch)
    }
}
