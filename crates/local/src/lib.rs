//! The local edition: one process on one machine instead of AWS, for trying, developing, demonstrating and small
//! pilots.
//!
//! The local edition embeds a DynamoDB, an S3 and a mailbox in the place of SES, runs the scheduled jobs, and serves API,
//! uploads, mailbox and site on one origin, `http://localhost:PORT`. The functions and the template are the same as on
//! AWS; this crate decides nothing itself. The local edition is not for a network: see docs/OPERATING.md.

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
mod jobs;
mod listener;
mod mailbox;
mod objects;
pub mod progress;
mod record;
mod schedule;
pub mod seed;
mod signature;
mod site;
mod stack;
pub mod stack_front;
mod stop;
mod table;
pub mod template;
pub mod transfer;
mod transfer_error;
mod verify;

pub use edition::{Edition, Options};
pub use listener::Patience;
pub use mailbox::{Mail, MailFailure};
pub use stack::Stack;

use std::{io, path::PathBuf};

/// The reason that the local edition does not open.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process uses the data directory.
    #[error("{0} is in use by another process; stop that one first, or choose another --data directory")]
    InUse(PathBuf),
    /// A file cannot be read or written.
    #[error("{0}: {1}")]
    Data(PathBuf, io::Error),
    /// The port cannot be opened.
    #[error("cannot listen: {0}")]
    Listen(io::Error),
    /// The template does not fit this program.
    #[error(transparent)]
    Template(#[from] template::TemplateError),
    /// The embedded table refuses a call.
    #[error("the table: {0}")]
    Table(String),
    /// The demonstration data could not be made.
    #[error(transparent)]
    Seed(#[from] seed::SeedError),
    /// The demonstration data was not finished.
    #[error("the first start in {0} was interrupted; delete that directory and start again")]
    HalfSeeded(PathBuf),
    /// The stored data has the layout of another version.
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
