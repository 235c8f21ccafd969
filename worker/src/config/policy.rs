//! The policy files. `entry.mjs` hands them over as text.

use hallpass_core::Policy;
use hallpass_core::identity::settings::Mistake;

use super::text_module::text_module;

const CURRENT: &str = "policy.toml";
const PREVIOUS: &str = "policy.previous.toml";

/// The policy in force: `policy.toml`.
///
/// # Errors
/// When it is missing or malformed.
pub(super) fn current() -> Result<Policy, Mistake> {
    let text = text_module("hallpass.policy").ok_or_else(|| Mistake::new(CURRENT, "is missing"))?;
    parse(CURRENT, &text)
}

/// The policy before it: `policy.previous.toml`; `None` if there was none.
///
/// # Errors
/// When it is malformed.
pub(super) fn previous() -> Result<Option<Policy>, Mistake> {
    let text = text_module("hallpass.policy.previous").filter(|text| !text.trim().is_empty());
    text.map(|text| parse(PREVIOUS, &text)).transpose()
}

/// Checks that the policy in force keeps what it must of the one before it.
///
/// # Errors
/// When a permission or a role is no longer of project scope.
pub(super) fn check_follows(current: &Policy, previous: &Policy) -> Result<(), Mistake> {
    current
        .check_follows(previous)
        .map_err(|error| Mistake::new(CURRENT, format!("cannot follow `{PREVIOUS}`: {error}")))
}

fn parse(file: &'static str, text: &str) -> Result<Policy, Mistake> {
    Policy::from_toml(text).map_err(|error| Mistake::new(file, format!("is malformed: {error}")))
}
