//! The one storage implementation: keys, items, transactions, scans and mail.
//!
//! No other crate names the AWS clients. The store decides nothing: `beian-filing` has decided a step before the store writes it, and
//! each write is guarded by the state that the decision believed.

mod account;
#[cfg(feature = "transfer")]
pub mod audit;
mod aws;
#[cfg(feature = "scans")]
mod bucket;
mod calendar;
mod certificate;
mod claim;
#[cfg(feature = "scans")]
mod claim_file;
mod commit;
mod conflict;
mod counts;
mod cover;
mod cursor;
pub mod delivery;
mod error;
mod filing;
mod hex;
mod history;
mod http;
mod index;
mod item;
pub mod keys;
#[cfg(feature = "transfer")]
pub mod layout;
mod list;
mod load;
#[cfg(feature = "mail")]
pub mod mail;
mod outbox;
mod post;
mod progress;
mod provider;
mod public_record;
mod rate_limit;
mod record;
mod reference;
mod request;
mod retention;
mod scan;
mod schedule;
mod session;
pub mod settings;
mod statistics;
mod table;
mod transaction;
#[cfg(feature = "transfer")]
pub mod transfer;

pub use aws::Store;
pub use certificate::{IssuedCertificate, ToIssue};
pub use claim::{ClaimOutcome, ReadyClaim};
#[cfg(feature = "scans")]
pub use claim_file::ClaimFile;
pub use counts::{Counts, Waiting};
pub use error::StoreError;
pub use keys::AuditedResource;
pub use list::{Page, When};
pub use load::{LoadRequest, LoadedItems};
pub use outbox::{NoticeSubject, PendingNotice};
pub use progress::FollowedCase;
pub use provider::Provider;
pub use record::ListedAccess;
pub use reference::ReferenceTarget;
pub use retention::Retained;
pub use scan::{ObjectKey, Upload, Uploaded};
pub use schedule::{ScheduleCursor, ScheduledItem, ScheduledStep};
pub use settings::Settings;
pub use statistics::Published;
