//! Protocol between a reader and its parent.
//!
//! The parent sends one line of JSON ([`Task`]), followed by the file. The reader sends messages: a length of
//! four bytes in big-endian order, JSON ([`Message`]), and the two pictures after a page.

use beian_pages::{Bounds, Oddity, Page, Unreadable};
use serde::{Deserialize, Serialize};

/// Largest JSON of a message in bytes. Forty codes of four thousand characters take far less.
pub(crate) const LONGEST_MESSAGE: usize = 1 << 20;
/// Largest picture of a page in bytes.
pub(crate) const LARGEST_PICTURE: usize = 24 << 20;
/// Largest file in bytes.
pub(crate) const LARGEST_FILE: usize = 256 << 20;

/// Task of a reader: the file, and the limits.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    /// Size of the file in bytes.
    pub(crate) length: usize,
    pub(crate) bounds: Bounds,
    /// Index of the first page to read, from zero.
    pub(crate) from: usize,
    /// Memory limit in bytes.
    pub(crate) memory: u64,
    /// Processor time for opening and for each page, in seconds.
    pub(crate) page: u64,
    /// Processor time for a file without pages in seconds, minus the time spent by earlier readers of the
    /// file.
    pub(crate) file: u64,
    /// Processor time that each page adds, in seconds.
    pub(crate) each: u64,
}

/// Page, with code texts for the caller to judge.
#[derive(Debug, Clone)]
pub struct Read {
    /// Page that was read.
    pub page: Page,
    /// Texts of unwanted codes: at most 32, each cut to 512 characters.
    pub unwanted: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Message {
    Opened { media: String, pages: usize, oddities: Vec<Oddity> },
    Refused(Unreadable),
    Page(Described),
    Missing(Unreadable),
}

/// Page without its pictures, which follow the message.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Described {
    pub(crate) page: Page,
    pub(crate) unwanted: Vec<String>,
    /// Sizes of the two pictures in bytes.
    pub(crate) image: usize,
    pub(crate) thumbnail: usize,
    /// Total processor time of this reader in seconds.
    pub(crate) spent: u64,
}
