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
mod case;
mod certificate;
mod claim;
#[cfg(feature = "scans")]
mod claim_file;
mod clock;
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
mod intake;
mod item;
pub mod keys;
#[cfg(feature = "transfer")]
pub mod layout;
mod limit;
mod list;
#[cfg(feature = "mail")]
pub mod mail;
mod on_file;
mod outbox;
mod progress;
mod provider;
mod record;
mod reference;
mod request;
mod retention;
mod scan;
mod session;
pub mod settings;
mod statistics;
mod table;
mod transaction;
#[cfg(feature = "transfer")]
pub mod transfer;

pub use aws::Store;
pub use case::{Case, Wanted};
pub use certificate::{KeptCertificate, ToIssue};
pub use claim::{ReadyClaim, Settled};
#[cfg(feature = "scans")]
pub use claim_file::ClaimFile;
pub use clock::{Place, Running, RunningStep};
pub use counts::{Counts, Waiting};
pub use error::StoreError;
pub use keys::Watched;
pub use list::{Page, When};
pub use on_file::ListedAccess;
pub use outbox::{Owed, Subject};
pub use progress::Followed;
pub use provider::Provider;
pub use reference::Referred;
pub use retention::Retained;
pub use scan::{ObjectKey, Upload, Uploaded};
pub use settings::Settings;
pub use statistics::Published;
