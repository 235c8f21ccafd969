//! The wasm-bindgen surface over `hallpass-core`, for browsers and servers.
//!
//! Conversions only: text in, JSON text out, every call synchronous. No rule, no clock, no network and no
//! private key is here. What fails is thrown as a JavaScript `Error` whose `code` is one of the closed list.
//!
//! Arguments and results are text, because one copy of a short text is cheaper than a walk over an object
//! from the other side of the boundary.

mod audit;
mod error;
mod explain;
mod policy;
mod token;

pub use audit::{follow_audit, verify_audit};
pub use error::Failure;
pub use explain::advise;
pub use policy::policy_id;
pub use token::{read_invite, verify_audit_head, verify_invite, verify_membership};

#[cfg(test)]
mod tests;
