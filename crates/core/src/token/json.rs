//! Strict JSON: the subset that Hallpass signs and hashes, and its reader for untrusted text.
//!
//! The subset has objects, arrays, strings, booleans, null, and integers that a double represents exactly. A duplicate
//! key, a fraction, an exponent, a larger number or deeper nesting is refused anywhere in a text, so that no two JSON
//! readers can understand it differently.

mod strict;
mod value;
mod write;

use strict::{Strict, read};

pub use value::{NotStrict, Object, Value};

/// How deeply the JSON of a token may be nested. The outermost object is the first level.
pub const JSON_DEPTH: usize = 8;

/// The largest integer that every JSON reader represents exactly: 2^53 − 1 (RFC 8259 §6).
pub const EXACT_INTEGER: i64 = (1 << 53) - 1;

/// How deeply JSON that others write may be nested.
const FOREIGN_DEPTH: usize = 32;

/// Reads `text`. White space between tokens is allowed.
///
/// # Errors
/// [`NotStrict`] for text outside the subset.
pub fn parse(text: &str) -> Result<Value, NotStrict> {
    read(
        text,
        Strict {
            max_depth: JSON_DEPTH,
            max_integer: EXACT_INTEGER,
            read_fraction: None,
        },
    )
}

/// Reads JSON that others write and that Hallpass does not sign: request bodies, identity tokens, JWK sets of identity
/// providers.
///
/// Duplicate keys are refused here too. An integer beyond 2^63 − 1 is read as that; `read_fraction` decides what a
/// number with a fraction or an exponent is read as.
///
/// # Errors
/// [`NotStrict`] for text that is not JSON, is nested too deeply, or has a number beyond the range of a double.
pub fn parse_foreign(text: &str, read_fraction: fn(f64) -> Value) -> Result<Value, NotStrict> {
    read(
        text,
        Strict {
            max_depth: FOREIGN_DEPTH,
            max_integer: i64::MAX,
            read_fraction: Some(read_fraction),
        },
    )
}

/// Reads a fraction as `null`, where no number is expected.
#[must_use]
pub const fn no_number(_: f64) -> Value {
    Value::Null
}

/// Reads a fraction as its whole part: the second that a time lies in.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    reason = "only the whole part is wanted, and the cast saturates"
)]
pub const fn whole_seconds(seconds: f64) -> Value {
    Value::Integer(seconds as i64)
}

impl Object {
    /// Reads an object.
    ///
    /// # Errors
    /// [`NotStrict`] for any other value.
    pub fn parse(text: &str) -> Result<Self, NotStrict> {
        parse(text)?.object()
    }

    /// Reads an object without white space before or after it.
    pub(crate) fn parse_bare(bytes: &[u8]) -> Result<Self, NotStrict> {
        let text = core::str::from_utf8(bytes).map_err(|_| NotStrict)?;
        if text.starts_with('{') && text.ends_with('}') {
            Self::parse(text)
        } else {
            Err(NotStrict)
        }
    }
}

#[cfg(test)]
mod tests;
