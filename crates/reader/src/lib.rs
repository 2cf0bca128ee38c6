//! Reading of scans in a separate process, the *reader*.
//!
//! Decoders of untrusted files have unknown vulnerabilities. The reader is the same program, started with
//! [`ARGUMENT`]. It first sets limits of memory and processor time on itself, which the system enforces. It
//! then opens the file and sends its pages one by one. Its environment is empty, and it opens no file and no
//! connection. A file that kills its reader is reported as unreadable, and the service keeps running. The
//! reader ends when its parent ends.

mod child;
mod limits;
mod parent;
mod wire;

pub use child::{is_reader, serve};
pub use limits::Limits;
pub use parent::{Glance, Next, Opened, Reader, ReaderError, Reading, Seen};
pub use wire::Read;

/// Argument that starts the program as a reader.
pub const ARGUMENT: &str = "read-pages";
