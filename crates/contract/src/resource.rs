//! One file for each resource: its requests, its views, and the construction of a view for its reader.
//!
//! A request refuses unknown fields. A view is plain data, omits absent facts, and contains only the data that its reader
//! may see.

pub mod account;
pub mod bulk;
pub mod calendar;
pub mod case;
pub mod certificate;
pub mod codes;
pub mod conflict;
pub mod deregistration;
pub mod domain;
pub mod done;
pub mod draft;
pub mod export;
pub mod fact;
pub mod filing;
pub mod history;
pub mod letter;
pub mod look_up;
pub mod managed_account;
pub mod notice;
pub mod paper_request;
pub mod post;
pub mod printed_form;
pub mod progress;
pub mod provider;
pub mod record;
pub mod registration;
pub mod review;
pub mod scan;
pub mod session;
pub mod statistics;
pub mod verification_sheet;
pub mod worklist;
