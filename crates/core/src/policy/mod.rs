//! The policy: which permissions there are, and which roles carry them.

mod check;
mod from_json;
#[cfg(feature = "policy-toml")]
mod from_toml;
mod model;
mod to_json;

pub use check::PolicyError;
pub use model::{Permission, Policy, PolicyId, Role};
