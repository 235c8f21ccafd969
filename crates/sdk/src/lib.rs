//! The wasm-bindgen surface over `hallpass-core`, for browsers and servers.
//!
//! Conversions only: every export reads its arguments, calls one rule of core and returns the result, synchronously.
//! There is no rule, clock, network or private key here. Types that cross the boundary derive `Tsify`, which writes
//! their TypeScript declarations. Failures are thrown as a JavaScript `Error` with a `code` from the closed list.

pub mod audit;
pub mod audit_chain;
pub mod audit_event;
pub mod error;
pub mod explain;
pub mod invite;
mod key_set;
pub mod membership;
pub mod policy;

pub use audit::{follow_audit, verify_audit_head};
pub use audit_chain::verify_audit;
pub use error::SdkError;
pub use explain::explain;
pub use invite::verify_invite;
pub use membership::verify_membership;
pub use policy::{policy_id, suggest_roles};

/// Whole seconds of a JavaScript number. `NaN` is 1970, which is before every token's `iat`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "rounds towards zero and saturates, as intended"
)]
const fn whole_seconds(seconds: f64) -> i64 {
    seconds as i64
}

#[cfg(test)]
mod tests;
