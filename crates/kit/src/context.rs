//! The context of a request: session, idempotency, rate limits, loads and commits.

mod account;
mod command;
mod commit;
mod load;
mod request;
mod session;
mod throttle;

pub(crate) use command::fingerprint;
pub use commit::Shown;
pub use load::{AlsoLoaded, Loaded, LoadedFiling};
pub use request::RequestContext;
pub(crate) use request::{Call, Progress};
pub(crate) use session::{BROWSER_COOKIE, COOKIE, digest_of};
