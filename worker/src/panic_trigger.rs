//! Panics on request, for the tests of panic confinement.

/// The text with which a test asks for a panic.
pub(crate) const TRIGGER: &str = "dangerous-local-identity: panic";

/// Panics if the text contains [`TRIGGER`].
#[expect(clippy::panic, reason = "a test asks for it, and a release lacks it")]
pub(crate) fn panic_if_asked(text: &str) {
    if text.contains(TRIGGER) {
        panic!("a test asked for it");
    }
}
