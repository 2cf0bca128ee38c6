//! Each action against bad input, and what every action has in common.
#![expect(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod any;
mod bulk;
mod calendar;
mod case_files;
mod cases;
mod certificates;
mod claims;
mod clock;
mod codes;
mod conflict_check;
mod crowds;
mod cursors;
mod expiries;
mod floods;
mod kinds;
mod make_form;
mod notices;
mod other_provinces;
mod post;
mod print_form;
mod privacy;
mod progress;
mod records;
mod recovery;
mod requests;
mod retention;
mod review;
mod scans;
mod show_conflict;
mod staff;
mod statistics;
mod submit;
mod terms;
mod worklists;
