//! The shell of every function: requests in, answers out.
//!
//! It reads the request, checks the session, and turns failures into problem documents. Only this crate names `lambda_http`.

mod context;
mod http;
mod office;
mod retry;
mod security;
mod serve;
mod shared;

pub use context::{Beside, Desk, Held, HeldOf, Versioned};
pub use http::{Answer, Fault, day, field, field_meant, parse};
pub use office::{Clock, Office};
pub use retry::patiently;
#[cfg(feature = "password")]
pub use security::password;
#[cfg(feature = "second-factor")]
pub use security::second_factor;
pub use security::token;
pub use serve::{Error, Handler, handler, is_key, serve, serve_job, serve_told_job};
pub use shared::Letter;
#[cfg(feature = "forms")]
pub use shared::Printed;
#[cfg(feature = "scans")]
pub use shared::mailroom;
