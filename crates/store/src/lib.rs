//! The storage of the application: the DynamoDB table, the S3 bucket with the scans, and the mail service.
//!
//! No other crate uses the AWS clients. The store makes no decisions: `beian-filing` decides a step, and the store saves the step on the
//! condition that the stored state is still the one that the decision was based on.

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
pub mod hex;
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

pub use account::{ConfirmedSignUp, OpenedAccount};
pub use aws::Store;
pub use certificate::{IssuedCertificate, ToIssue};
pub use claim::{ClaimOutcome, ReadyClaim};
#[cfg(feature = "scans")]
pub use claim_file::ClaimFile;
pub use commit::{Companion, Parts, Stored};
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
