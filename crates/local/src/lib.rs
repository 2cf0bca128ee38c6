//! The local edition: all that runs on AWS in one process on one machine, for trying, developing, demonstrating
//! and small pilots.
//!
//! It embeds a DynamoDB, an S3 and a mailbox in SES's place, has the schedule's tick, and serves API, uploads,
//! mailbox and site on one origin, `http://localhost:PORT`. The functions and the template are the same as on
//! AWS; it decides nothing itself. It is not for a network: see docs/OPERATING.md.

mod actions;
mod api;
pub mod appoint;
pub mod backup;
pub mod bulk;
pub mod claims;
mod data;
mod durable;
mod edition;
pub mod faults;
mod front;
pub mod http;
mod listener;
mod mailbox;
mod objects;
pub mod progress;
mod record;
pub mod seed;
mod signature;
mod site;
mod stack;
mod table;
pub mod template;
pub mod transfer;
mod verify;

pub use edition::{Edition, Options};
pub use listener::Patience;
pub use mailbox::{Mail, Mood};
pub use stack::Stack;

use std::{io, path::PathBuf};

/// Why the local edition does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// One process at a time.
    #[error("{0} is in use by another process; stop that one first, or choose another --data directory")]
    InUse(PathBuf),
    /// Files cannot be read or written.
    #[error("{0}: {1}")]
    Data(PathBuf, io::Error),
    /// No socket.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// The template does not fit.
    #[error(transparent)]
    Template(#[from] template::TemplateError),
    /// The embedded table refuses.
    #[error("the table: {0}")]
    Table(String),
    /// The demonstration data could not be made.
    #[error(transparent)]
    Seed(#[from] seed::SeedError),
    /// The demonstration data was not finished.
    #[error("the first start in {0} was broken off; delete that directory and start again")]
    HalfSeeded(PathBuf),
    /// What is stored has other shapes.
    #[error(transparent)]
    Layout(#[from] beian_store::layout::OtherLayout),
    /// The stack does not answer, or its description cannot be read.
    #[error("the stack: {0}; start it with: make stack")]
    Stack(String),
    /// The store does not open.
    #[error("the store: {0}")]
    Store(#[from] beian_store::StoreError),
}

impl OpenError {
    fn table(error: impl std::fmt::Display) -> OpenError {
        OpenError::Table(error.to_string())
    }
}
