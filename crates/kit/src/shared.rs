//! Code that several actions share: checks of fields, and views around the workflows of `beian-app`.

mod begin;
mod calendar;
mod paper_request;
mod post;
#[cfg(feature = "forms")]
mod printed_form;
mod record;

pub use calendar::ProposalState;
