//! The messages of an event. One file for each subject decides on recipients, secrets and messages.

pub mod account;
pub mod calendar;
pub mod filing;
pub mod inquiry;
pub mod record;
pub mod request;
pub mod sign_up;
