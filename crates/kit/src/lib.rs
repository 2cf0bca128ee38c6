//! The HTTP layer of every function: it reads a request, runs the action, and writes the answer.
//!
//! This crate checks the session of each request and converts failures to problem documents. No other crate uses `lambda_http`. Each
//! module imports only earlier modules of this list: `http`, `context`, `security`, `shared`, `serve`.

mod context;
mod http;
mod security;
mod serve;
mod shared;

pub use beian_app::token;
pub use context::{AlsoLoaded, Loaded, LoadedFiling, RequestContext, Shown};
pub use http::{ActionError, ActionResult, SIGNED_AND_SEALED, day, field, field_with_suggestion, parse};
#[cfg(feature = "password")]
pub use security::password;
#[cfg(feature = "second-factor")]
pub use security::second_factor;
pub use serve::{Error, Handler, handler, is_key, serve, serve_event_job, serve_job};
pub use shared::ProposalState;
