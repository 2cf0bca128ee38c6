//! What the store may answer instead.

use beian_filing::{
    conflict::{Claim, Holder},
    history::EventHead,
};
use thiserror::Error;

/// Why something was not read or written. A write that fails has written nothing.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no such item.
    #[error("there is no such item")]
    Missing,
    /// The item is there already.
    #[error("the item is there already")]
    Exists,
    /// The state believed is not the state found.
    #[error("the state believed is not the state found")]
    Stale,
    /// The command was done before.
    #[error("the command was done before")]
    Done(Box<EventHead>),
    /// A claim is held by someone else.
    #[error("a claim is held by someone else")]
    Taken(Claim, Holder),
    /// Another transaction was at the same items; the same may succeed when tried anew.
    #[error("another transaction was at the same items")]
    Contended,
    /// DynamoDB takes no such call: something in it has a form or a length that nothing has. Nothing of it is repeated here.
    #[error("the {0} call was not in order")]
    Invalid(&'static str),
    /// What was said to be a cursor is none of this list.
    #[error("no cursor of this list")]
    Cursor,
    /// DynamoDB, S3 or SES did not answer, or refused; whether a write happened is unknown.
    #[error("the {0} call failed: {1}")]
    Unavailable(&'static str, String),
    /// A setting names something that there is not.
    #[error("there are no rules for the {0} {1}")]
    Unknown(&'static str, String),
    /// A stored item cannot be read.
    #[error("an item of kind {0} cannot be read: {1}")]
    Corrupt(&'static str, String),
}

impl StoreError {
    /// Wraps an SDK error with its whole chain; SDK errors show only their kind by themselves.
    pub(crate) fn call<E: std::error::Error>(call: &'static str, error: E) -> StoreError {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        // It never passes by itself, and its sentence repeats what was asked.
        if text.contains("unhandled error (ValidationException)") {
            return StoreError::Invalid(call);
        }
        StoreError::Unavailable(call, text)
    }

    pub(crate) fn corrupt(kind: &'static str, error: impl std::fmt::Display) -> StoreError {
        StoreError::Corrupt(kind, error.to_string())
    }
}
