//! The rules of website filing 网站备案, as a clerk would know them: what a form must say, which numbers
//! are valid, how days are counted, what a filing may become.
//!
//! Everything here is pure. Nothing reads a clock, a file, the network, the environment or chance; what a
//! rule needs of the world comes in as an argument. Codes, limits and calendars are dated data in `data/`.

pub mod account;
pub mod actor;
pub mod ahead;
pub mod calendar;
pub mod calendar_change;
pub mod certificate;
pub mod check;
pub mod claim_list;
pub mod codes;
pub mod conflict;
pub mod credit_code;
pub mod delivery;
pub mod documents;
pub mod domain;
pub mod email;
pub mod event;
pub mod expiry;
pub mod filing;
pub mod form;
pub mod form_diff;
mod han;
pub mod history;
pub mod holiday_notice;
pub mod intake;
pub mod ip_range;
pub mod kind;
pub mod legibility;
pub mod limit;
pub mod masking;
pub mod meant;
pub mod media;
pub mod number;
pub mod on_file;
pub mod order;
pub mod organization_code;
pub mod paper;
pub mod paper_form;
pub mod password;
pub mod phone;
pub mod private;
pub mod record;
pub mod refusal;
pub mod registration_number;
pub mod resident_id;
pub mod retention;
pub mod session;
pub mod sought;
pub mod state;
pub mod statistics;
pub mod term;
mod text;
