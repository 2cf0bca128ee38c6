//! Reading of requests, and the problem documents of failures.

mod fault;
mod input;
mod json;

pub use fault::{Answer, Fault, SIGNED_AND_SEALED};
pub use input::{day, field, field_meant, parse};
pub(crate) use input::{fields, parse_with};
