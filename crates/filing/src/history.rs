//! History 历史: chained events with their data, and the context in which a change is decided.

pub mod access;
pub mod actor;
pub mod aggregate;
mod calendar;
pub mod context;
pub mod event;

pub use access::{DisclosureEvent, DisclosureEventKind, InquiryEvent, InquiryEventKind};
pub use actor::{Actor, Role, needs_second_factor, system};
pub use aggregate::{Aggregate, Chained, Step, Versioned};
pub(crate) use aggregate::{chained, versioned};
pub use context::Context;
pub use event::{
    Digests, Event, EventData, EventHead, EventName, Recipient, ScanDigest, Unmeasured, digest_of, is_intact,
};
