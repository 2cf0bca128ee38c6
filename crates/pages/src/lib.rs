//! Reads files that come from a scanner, a fax machine or a phone, and makes pages of them.
//!
//! The content of a file decides whether it is a PDF, a TIFF, a JPEG or a PNG; its name does not matter.
//! Pages are read one at a time. Each page is turned upright and encoded again as JPEG, and comes with the
//! texts of its QR codes and a list of flaws. A hostile file ends either in an [`Unreadable`] reason or in an
//! [`Oddity`] that names the part which was left out.
//!
//! The crate does not know the meaning of the codes. It reads no clock, writes no file and starts no process.

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

pub use page::{Page, Step};
pub use quality::{Flaw, Quality};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Side of the QR code on a printed form in millimetres, without its quiet zone.
pub const CODE_MM: f32 = 30.0;
/// Number of modules on one side of such a code: versions 1 to 4 hold its text of about thirty characters.
pub(crate) const CODE_MODULES: std::ops::RangeInclusive<usize> = 21..=33;

/// Limits on the number and the size of pages, which keep a small file from claiming much memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounds {
    /// Largest number of pages in a file.
    pub pages: usize,
    /// Largest number of pixels in a page. Decoding takes three bytes for each.
    pub pixels: u64,
    /// Largest number of pixels in a page that is decoded row by row or in gray.
    pub large: u64,
    /// Largest number of pixels on one side of a page.
    pub side: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        // The largest cameras of phones take 108 megapixels, and A3 at 600 dots per inch has 70.
        Self { pages: 200, pixels: 40_000_000, large: 110_000_000, side: 20_000 }
    }
}

impl Bounds {
    /// Refuses a picture that has too many pixels to be decoded in colour at once.
    pub(crate) fn allow(&self, width: u32, height: u32) -> Result<(), Unreadable> {
        self.within(width, height, self.pixels)
    }

    /// Refuses a picture that has too many pixels even to be decoded row by row or in gray.
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

/// Reason why a file, or one of its pages, is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// The file has no bytes.
    Empty,
    /// The format is none of PDF, TIFF, JPEG and PNG.
    Unsupported,
    /// The format is supported, but this variant of it is not, such as a TIFF of floating-point samples or a
    /// lossless JPEG.
    UnsupportedKind,
    /// The file opens only with a password.
    Encrypted,
    /// The file is truncated, which may hide pages, or contradicts itself.
    Damaged,
    /// The file has more pages than [`Bounds::pages`].
    TooManyPages {
        /// Largest number of pages allowed.
        most: usize,
    },
    /// A page or an image has more pixels than [`Bounds`] allows.
    TooLarge {
        /// Width of the page or image in pixels.
        width: u32,
        /// Height of the page or image in pixels.
        height: u32,
    },
    /// Packed data grows to far more bytes than a page needs.
    Expands,
    /// The page takes more time than any page needs.
    TakesTooLong,
    /// The file has no page with this number.
    NoSuchPage,
}

impl Unreadable {
    /// Stable name of the reason, for logs and interfaces.
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

/// Content of a file that was left out; its pages are read all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Oddity {
    /// The file holds scripts, actions, forms that send data, or attached files.
    ActiveContent,
    /// The file is valid in a second format, which begins before its header, after its end or in a comment.
    OtherFormat,
    /// Bytes of no known format stand before the header or after the end.
    StrayBytes,
    /// The end marker is missing, and nothing else.
    EndMissing,
}

impl Oddity {
    /// Stable name of the oddity, for logs and interfaces.
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

/// File that was recognized and measured, ready to be read page by page.
pub struct File {
    content: Content,
    pages: usize,
    oddities: Vec<Oddity>,
    bounds: Bounds,
}

/// Recognizes a file by its content, counts its pages and checks their sizes, without decoding any.
///
/// # Errors
/// Returns [`Unreadable`] for a file that is empty, encrypted, damaged, of another format or beyond `bounds`.
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

/// Judges the bytes before the header and after the end of a file.
fn around(before: &[u8], behind: &[u8]) -> Option<Oddity> {
    // Cameras append a preview of the same shot as a second JPEG.
    if before.is_empty() && behind.starts_with(&[0xFF, 0xD8, 0xFF]) {
        return None;
    }
    if [before, behind].iter().any(|part| sniff::other(part).is_some() || sniff::markup(part)) {
        return Some(Oddity::OtherFormat);
    }
    let padding = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0;
    // A byte order mark is harmless, since editors put one before any text.
    let before = before.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(before);
    (!before.iter().chain(behind).all(padding)).then_some(Oddity::StrayBytes)
}

impl File {
    /// Media type of the file, such as `application/pdf`.
    pub fn media(&self) -> &'static str {
        match self.content {
            Content::Pdf(_) => "application/pdf",
            Content::Tiff(_) => "image/tiff",
            Content::Jpeg(_) => "image/jpeg",
            Content::Png(_) => "image/png",
        }
    }

    /// Number of pages.
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// Content that was left out.
    pub fn oddities(&self) -> &[Oddity] {
        &self.oddities
    }

    /// Reads the page with this index, counted from zero. `wanted` accepts the code texts that the caller
    /// cares about; codes with other texts are only counted.
    ///
    /// # Errors
    /// Returns [`Unreadable`] when this page cannot be read; other pages of the file may still be readable.
    pub fn read(&mut self, index: usize, wanted: &dyn Fn(&str) -> bool) -> Result<Page, Unreadable> {
        self.read_watched(index, wanted, &mut |_| {})
    }

    /// Reads a page as [`File::read`] does, and calls `watch` after each step, which lets a caller that has a
    /// clock time them.
    ///
    /// # Errors
    /// Returns [`Unreadable`] when this page cannot be read; other pages of the file may still be readable.
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
