//! Notices 通知: the delivery of emails.

pub mod delivery;

pub use delivery::{Delivery, DeliveryReport, DeliveryStatus, LiftedSuppression, Suppression};
