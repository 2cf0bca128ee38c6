//! The wire format of the API: requests, views, problem codes and the route table.
//!
//! The fields of a request come from the path, the query and the JSON body alike. An unknown field is refused. A view
//! contains only the data that its reader may see. This crate makes no decisions and stores nothing; `beian-filing`
//! contains the rules, and `beian-store` stores the data.

#[cfg(feature = "openapi")]
pub mod openapi;
pub mod problem;
pub mod request;
pub mod resource;
pub mod route;
pub mod view;
