//! The history of an aggregate: chained events with their data.

pub mod access;
pub mod event;

pub use access::{AccessEvent, InquiryEvent};
pub use event::{
    Digests, Event, EventData, EventHead, EventName, Recipient, ScanDigest, Unmeasured, digest_of, is_intact,
};
