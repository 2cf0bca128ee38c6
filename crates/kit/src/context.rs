//! The context of a request: session, idempotency, rate limits, loading and committing.

mod account;
mod command;
mod commit;
mod desk;
mod load;
mod session;
mod throttle;

pub(crate) use command::fingerprint;
pub use desk::Desk;
pub(crate) use desk::{Call, Progress};
pub use load::{Beside, Held, HeldOf, Versioned};
pub(crate) use session::{BROWSER_COOKIE, COOKIE, digest_of};
