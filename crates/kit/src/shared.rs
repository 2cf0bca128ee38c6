//! Steps that several actions share: input checks, commits and views around the workflows of `beian-app`.

mod begin;
mod calendar;
mod paper_request;
mod post;
#[cfg(feature = "forms")]
mod printed_form;
mod record;
