//! The rules of website filing 网站备案: the required fields of a form, the valid numbers, the count of working days, and the permitted
//! changes of a filing.
//!
//! All functions are pure. No function reads a clock, a file, the network, the environment or chance; such inputs are arguments. Codes,
//! limits and calendars are dated data in `data/`.
//!
//! # Rooms
//!
//! A room imports only rooms of the lines above it; inside a room no two files need each other. Tests check both rules.
//!
//! ```text
//! han  text  private  finding  rate_limit  media  ahead
//! policy      codes, dated rules, retention periods
//! identifier  numbers and names: how each is read and checked
//! calendar    working days, holiday notices, amendments
//! form        the form, its kinds, documents, checks and masking
//! history     chained events, actors, the context of a decision
//! claim       claims, conflicts, lists of other provinces
//! deadline    deadlines, their breakdown and reminders
//! account     accounts, sessions, recovery
//! record      records of organizers, sites and accesses
//! notice      the delivery of messages
//! filing      filings and their life
//! paper       paper requests and scanned post
//! event       the sum of all events
//! statistics  counts and tables
//! refusal     the sum of all refusals
//! ```

pub mod account;
pub mod ahead;
pub mod calendar;
pub mod claim;
pub mod deadline;
pub mod event;
pub mod filing;
pub mod finding;
pub mod form;
mod han;
pub mod history;
pub mod identifier;
pub mod media;
pub mod notice;
pub mod paper;
pub mod policy;
pub mod private;
pub mod rate_limit;
pub mod record;
pub mod refusal;
pub mod statistics;
mod text;
