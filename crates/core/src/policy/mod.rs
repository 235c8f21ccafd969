//! The policy: which permissions there are, and which roles carry them.

mod check;
mod error;
mod from_json;
#[cfg(feature = "policy-toml")]
mod from_toml;
mod model;
mod succession;
mod suggest;
#[cfg(all(test, feature = "policy-toml"))]
mod tests;
mod to_json;

pub use error::PolicyError;
pub use model::{Permission, Policy, PolicyId, Role, Scope};
pub use suggest::SuggestedRole;
