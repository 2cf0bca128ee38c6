//! Notices 通知: the delivery of letters.

pub mod delivery;

pub use delivery::{Delivery, Fate, Lifted, News, Suppression};
