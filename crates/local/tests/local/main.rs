//! The local edition from outside: as a library, and as a process.
#![expect(clippy::unwrap_used, reason = "for tests alone")]

mod claims;
mod edition;
#[cfg(unix)]
mod kill;
mod listener;
#[cfg(unix)]
mod process;
mod support;
mod transfer;
mod verify;
