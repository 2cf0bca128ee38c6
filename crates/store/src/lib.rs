//! The one storage implementation: keys, items, transactions, scans and mail.
//!
//! It names the AWS clients, and nobody else does. It decides nothing: what may be written, and when,
//! `beian-filing` has said before; a write here is guarded by the state that was believed.

mod account;
#[cfg(feature = "transfer")]
pub mod audit;
mod aws;
mod calendar;
mod case;
mod certificate;
mod claim;
#[cfg(feature = "scans")]
mod claim_file;
mod clock;
mod commit;
mod counts;
mod cover;
mod cursor;
pub mod delivery;
mod error;
mod hex;
mod http;
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
mod request;
mod retention;
mod scan;
mod session;
pub mod settings;
mod statistics;
#[cfg(feature = "transfer")]
pub mod transfer;

pub use aws::Store;
pub use case::{Case, Referred, Wanted};
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
pub use retention::Retained;
pub use scan::{ObjectKey, Upload, Uploaded};
pub use settings::Settings;
pub use statistics::Published;
