//! The JSON of Hallpass: what goes over HTTP, and what goes between the Worker and its objects.
//!
//! Shapes and names only. Every rule is in `hallpass-core`.

#![forbid(unsafe_code)]

#[cfg(feature = "edge")]
pub mod object;
pub mod problem;
#[cfg(feature = "edge")]
pub mod request;
pub mod route;
#[cfg(feature = "edge")]
pub mod shape;

pub use problem::Problem;
