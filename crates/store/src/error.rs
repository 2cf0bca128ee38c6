//! The errors of the store.

use beian_filing::{
    claim::{Claim, Holder},
    history::EventHead,
};
use std::error::Error;

/// The reason why an item was not read or written. A failed write has written nothing; only after [`StoreError::Unavailable`] is that
/// unknown.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such item.
    #[error("there is no such item")]
    Missing,
    /// The item is there already.
    #[error("the item is there already")]
    Exists,
    /// The state that was believed is not the state that was found.
    #[error("the state believed is not the state found")]
    Stale,
    /// The command was done before.
    #[error("the command was done before")]
    Done(Box<EventHead>),
    /// A claim is held by someone else.
    #[error("a claim is held by someone else")]
    Taken(Claim, Holder),
    /// Another transaction wrote the same items at the same time; the call may succeed when it is repeated.
    #[error("another transaction was at the same items")]
    Contended,
    /// DynamoDB refuses the form of the call, because a value is too long or malformed. The error does not repeat the value, which may
    /// be personal data.
    #[error("the {0} call was not in order")]
    Invalid(&'static str),
    /// The cursor belongs to no list, or to another one.
    #[error("no cursor of this list")]
    Cursor,
    /// DynamoDB, S3 or SES did not answer, or refused. Nobody knows whether a write happened.
    #[error("the {0} call failed: {1}")]
    Unavailable(&'static str, String),
    /// A setting names a rule that does not exist.
    #[error("there are no rules for the {0} {1}")]
    Unknown(&'static str, String),
    /// A stored item cannot be read.
    #[error("an item of kind {0} cannot be read: {1}")]
    Corrupt(&'static str, String),
}

impl StoreError {
    /// Turns a client's error into text with all its causes, because such an error prints only its kind by itself.
    pub(crate) fn call<E: Error>(call: &'static str, error: E) -> StoreError {
        StoreError::of_call(call, &error)
    }

    /// The part of [`StoreError::call`] that is the same for all calls, so that it is compiled once.
    fn of_call(call: &'static str, error: &dyn Error) -> StoreError {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        // A malformed call fails at every try, and DynamoDB's sentence about it repeats the values.
        if text.contains("unhandled error (ValidationException)") {
            return StoreError::Invalid(call);
        }
        StoreError::Unavailable(call, text)
    }

    pub(crate) fn corrupt(kind: &'static str, error: impl std::fmt::Display) -> StoreError {
        StoreError::Corrupt(kind, error.to_string())
    }
}
