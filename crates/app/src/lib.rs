//! Workflows that several actions share. They decide with the rules of `beian-filing` and commit to the store.
//!
//! Nothing here knows HTTP: a failure is an [`AppError`], and each function or job decides how to answer it.

mod app;
mod begin;
mod calendar;
mod case;
mod claim;
mod error;
mod letter;
#[cfg(feature = "scans")]
pub mod mailroom;
mod paper_request;
#[cfg(feature = "forms")]
mod printed_form;
mod record;
pub mod retry;
pub mod token;

pub use app::{App, Clock};
pub use begin::{DeregistrationRequest, RecordFiling};
pub use calendar::{CalendarState, DeadlineMove, ProposalEffect};
pub use case::NewCase;
pub use error::AppError;
pub use letter::LetterNames;
pub use paper_request::RequestContents;
#[cfg(feature = "forms")]
pub use printed_form::{Printed, Printout};
