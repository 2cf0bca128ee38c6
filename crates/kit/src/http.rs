//! Parsing of requests, and problem documents for failures.

mod fault;
mod input;
mod json;

pub use fault::{ActionError, ActionResult, SIGNED_AND_SEALED};
pub use input::{day, field, field_with_suggestion, parse};
pub(crate) use input::{fields, parse_with};
