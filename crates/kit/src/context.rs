//! The context of a request: session, idempotency, rate limits, loading and committing.

mod account;
mod command;
mod commit;
mod load;
mod request;
mod session;
mod throttle;

pub(crate) use command::fingerprint;
pub use load::{AlsoLoaded, Loaded, LoadedFiling, Versioned};
pub use request::RequestContext;
pub(crate) use request::{Call, Progress};
pub(crate) use session::{BROWSER_COOKIE, COOKIE, digest_of};
