//! A file of scans is read in a process of its own: the *reader*.
//!
//! Decoders of foreign files have holes that nobody knows yet. The reader is the program itself, started again with
//! [`ARGUMENT`]. It first takes limits of memory and processor time on itself that the system keeps, then opens the file and hands over one
//! page after the other. Its environment is empty, and it opens no file and no connection. A file that kills its reader is told as
//! unreadable; nothing else stops. The reader ends with the process that started it, whichever way that ends.

mod child;
mod limits;
mod parent;
mod wire;

pub use child::{is_reader, serve};
pub use limits::Limits;
pub use parent::{Glance, Next, Opened, Reader, ReaderError, Reading, Seen};
pub use wire::Read;

/// The argument that makes the program a reader.
pub const ARGUMENT: &str = "read-pages";
