//! The rules of website filing 网站备案, as a clerk would know them: what a form must say, which numbers
//! are valid, how days are counted, what a filing may become.
//!
//! Everything here is pure. Nothing reads a clock, a file, the network, the environment or chance; what a
//! rule needs of the world comes in as an argument. Codes, limits and calendars are dated data in `data/`.
//!
//! # Rooms
//!
//! A room imports only rooms of the lines above it; inside a room no two files need each other. Tests keep both.
//!
//! ```text
//! han  text  private  finding  rate_limit  media  ahead
//! policy      codes, dated rules, retention periods
//! calendar    working days, holiday notices, amendments
//! identifier  numbers and names: how each is read and checked
//! form        the form, its kinds, documents, checks and masking
//! history     chained events, actors, the context of a decision
//! claim       claims, conflicts, lists of other provinces
//! deadline    deadlines, their breakdown and reminders
//! account     accounts, sessions, recovery
//! record      what is on file
//! notice      the delivery of letters
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
