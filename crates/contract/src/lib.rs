//! What crosses the wire: requests, views, problem codes and the route table.
//!
//! A request's fields come from the path, the query and the JSON body alike; a field that nobody
//! asked for is refused. A view shows what its reader may see and nothing else. Nothing here
//! decides anything and nothing is stored: see `beian-filing` and `beian-store`.

#[cfg(feature = "openapi")]
pub mod openapi;
pub mod problem;
pub mod request;
pub mod resource;
pub mod route;
pub mod view;
