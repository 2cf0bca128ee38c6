//! What every function has in common: reading the request, knowing who asks, answering, and the
//! one bridge from what went wrong to a problem document.
//!
//! It names `lambda_http`, and nobody else does. It decides nothing about filings.

mod begin;
mod calendar;
mod desk;
mod fault;
mod held;
mod input;
mod json;
#[cfg(feature = "scans")]
pub mod mailroom;
mod office;
mod on_file;
#[cfg(feature = "forms")]
mod paper_form;
#[cfg(feature = "password")]
pub mod password;
mod post;
mod request;
#[cfg(feature = "second-factor")]
pub mod second_factor;
mod serve;
pub mod token;

pub use desk::{Desk, Held};
pub use fault::{Answer, Fault};
pub use held::{HeldOf, Versioned};
pub use input::{day, field, field_meant, parse};
pub use office::{Clock, Office};
#[cfg(feature = "forms")]
pub use paper_form::Printed;
pub use request::Letter;
pub use serve::{Error, Handler, handler, is_key, patiently, serve, serve_job, serve_told_job};
