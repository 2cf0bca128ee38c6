//! Steps that several actions share.

mod begin;
mod calendar;
#[cfg(feature = "scans")]
pub mod mailroom;
mod paper_request;
mod post;
#[cfg(feature = "forms")]
mod printed_form;
mod record;

pub use paper_request::Letter;
#[cfg(feature = "forms")]
pub use printed_form::Printed;
