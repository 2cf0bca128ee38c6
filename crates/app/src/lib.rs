//! Workflows that several actions and jobs share. They decide with the rules of `beian-filing` and commit to the store.
//!
//! This crate does not know HTTP. A failure is an [`AppError`], and each function or job converts it to an answer.

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
