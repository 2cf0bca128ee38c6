//! Faults placed in front of the embedded services: that they are what they are called, what users are told meanwhile, and that
//! whatever fails at whichever call of a workflow leaves the office as it was or as it should be.
#![expect(clippy::unwrap_used, reason = "tests")]

mod away;
mod killed;
mod layer;
mod triples;
mod workflows;
