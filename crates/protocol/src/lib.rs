//! The JSON of Hallpass: of its HTTP API, and of the messages between the Worker and its objects.
//!
//! This crate has names and shapes only. Every rule is in `hallpass-core`.

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
