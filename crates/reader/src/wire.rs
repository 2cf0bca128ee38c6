//! The words between a reader and the process that started it.
//!
//! To the reader goes one line of JSON ([`Task`]) and the file's bytes. From it come messages: four bytes of length, most significant first,
//! JSON ([`Message`]), and behind a page its two pictures.

use beian_pages::{Bounds, Oddity, Page, Unreadable};
use serde::{Deserialize, Serialize};

/// The longest JSON of a message, in bytes. Forty codes of four thousand signs are far less.
pub(crate) const LONGEST_MESSAGE: usize = 1 << 20;
/// The largest picture of a page, in bytes.
pub(crate) const LARGEST_PICTURE: usize = 24 << 20;
/// The largest file, in bytes.
pub(crate) const LARGEST_FILE: usize = 256 << 20;

/// The file that a reader is to read.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    /// Its length in bytes.
    pub(crate) length: usize,
    pub(crate) bounds: Bounds,
    /// The first page that is wanted, counted from nought.
    pub(crate) from: usize,
    /// Memory in bytes.
    pub(crate) memory: u64,
    /// Processor time for opening and for each page, in seconds.
    pub(crate) page: u64,
    /// Processor time for a file of no page, in seconds, less what other readers of the file have spent.
    pub(crate) file: u64,
    /// Processor time that each page adds, in seconds.
    pub(crate) each: u64,
}

/// A page and the texts on it that a caller may want to judge.
#[derive(Debug, Clone)]
pub struct Read {
    /// The page.
    pub page: Page,
    /// Texts of codes that were not wanted, the first thirty-two, cut to 512 signs.
    pub unwanted: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    Opened { media: String, pages: usize, oddities: Vec<Oddity> },
    Refused(Unreadable),
    Page(Described),
    Missing(Unreadable),
}

/// A page without its pictures, which follow.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Described {
    pub(crate) page: Page,
    pub(crate) unwanted: Vec<String>,
    /// Lengths of the two pictures in bytes.
    pub(crate) image: usize,
    pub(crate) thumbnail: usize,
    /// Processor time of this reader so far, in seconds.
    pub(crate) spent: u64,
}
