//! The errors of the store.

use beian_filing::{
    claim::{Claim, Holder},
    history::EventHead,
};
use std::error::Error;

/// The reason for which an item was not read or written. A failed write has written nothing, except that after
/// [`StoreError::Unavailable`] the result is unknown.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The item does not exist.
    #[error("there is no such item")]
    Missing,
    /// The item exists already.
    #[error("the item is there already")]
    Exists,
    /// The stored state is not the expected one.
    #[error("the state believed is not the state found")]
    Stale,
    /// The command was done before.
    #[error("the command was done before")]
    Done(Box<EventHead>),
    /// Another filing or another province holds a claim.
    #[error("a claim is held by someone else")]
    Taken(Claim, Holder),
    /// Another transaction wrote the same items at the same time. The call may succeed if it is repeated.
    #[error("another transaction was at the same items")]
    Contended,
    /// DynamoDB refuses the call, because a value is too long or malformed. The error does not contain the value, which may be personal
    /// data.
    #[error("the {0} call was not in order")]
    Invalid(&'static str),
    /// The cursor is malformed or belongs to another list.
    #[error("no cursor of this list")]
    Cursor,
    /// DynamoDB, S3 or SES did not answer, or refused the call. A write may have happened all the same.
    #[error("the {0} call failed: {1}")]
    Unavailable(&'static str, String),
    /// A setting has a value without rules, such as another province.
    #[error("there are no rules for the {0} {1}")]
    Unknown(&'static str, String),
    /// A stored item cannot be read, or a value cannot be stored.
    #[error("an item of kind {0} cannot be read: {1}")]
    Corrupt(&'static str, String),
}

impl StoreError {
    /// Converts a client's error to text with all its causes, because the text of the error itself only names its kind.
    pub(crate) fn call<E: Error>(call: &'static str, error: E) -> StoreError {
        StoreError::of_call(call, &error)
    }

    /// Does the work of [`StoreError::call`]. It is not generic, so it is compiled once.
    fn of_call(call: &'static str, error: &dyn Error) -> StoreError {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            text.push_str(": ");
            text.push_str(&cause.to_string());
            source = cause.source();
        }
        // A malformed call fails at every try. DynamoDB's message about it is dropped, because it repeats the values.
        if text.contains("unhandled error (ValidationException)") {
            return StoreError::Invalid(call);
        }
        StoreError::Unavailable(call, text)
    }

    pub(crate) fn corrupt(kind: &'static str, error: impl std::fmt::Display) -> StoreError {
        StoreError::Corrupt(kind, error.to_string())
    }
}
