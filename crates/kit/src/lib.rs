//! The shell of every function: requests in, answers out.
//!
//! It reads the request, checks the session, and turns failures into problem documents. Only this crate names `lambda_http`.
//! Each of its rooms imports only earlier ones of this list: `http`, `context`, `security`, `shared`, `serve`.

mod context;
mod http;
mod security;
mod serve;
mod shared;

pub use beian_app::token;
pub use context::{AlsoLoaded, Loaded, LoadedFiling, RequestContext, Versioned};
pub use http::{ActionError, ActionResult, SIGNED_AND_SEALED, day, field, field_with_suggestion, parse};
#[cfg(feature = "password")]
pub use security::password;
#[cfg(feature = "second-factor")]
pub use security::second_factor;
pub use serve::{Error, Handler, handler, is_key, serve, serve_event_job, serve_job};
