//! The JSON that Hallpass signs and hashes, read strictly.
//!
//! A subset: objects, arrays, strings, booleans, null, and integers that a double holds exactly. A key
//! that comes twice, a fraction, an exponent, a larger number or deeper nesting is refused wherever it
//! stands, so that no two readers can see two meanings.

mod strict;
mod write;

use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use super::JSON_DEPTH;

use strict::{Strict, read};

/// The largest integer that every JSON reader holds exactly: 2^53 − 1 (RFC 8259 §6).
pub const EXACT_INTEGER: i64 = (1 << 53) - 1;

/// How deeply JSON that others write may be nested.
const FOREIGN_DEPTH: usize = 32;

/// Text that is not JSON of this subset, or not the JSON that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotStrict;

/// A JSON value of the subset.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// Within ±[`EXACT_INTEGER`].
    Integer(i64),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Object),
}

/// A JSON object; each key once, in the order in which they came.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Object(pub(crate) Vec<(String, Value)>);

/// Reads `text`, which may have white space around its values.
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
    /// [`NotStrict`] for anything else.
    pub fn parse(text: &str) -> Result<Self, NotStrict> {
        match parse(text)? {
            Value::Object(object) => Ok(object),
            Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Text(_) | Value::Array(_) => {
                Err(NotStrict)
            }
        }
    }

    /// Reads an object with nothing before its first brace and nothing behind its last.
    pub(crate) fn parse_bare(bytes: &[u8]) -> Result<Self, NotStrict> {
        let text = core::str::from_utf8(bytes).map_err(|_| NotStrict)?;
        if text.starts_with('{') && text.ends_with('}') {
            Self::parse(text)
        } else {
            Err(NotStrict)
        }
    }

    /// The member `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// The members, in the order in which they came.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether it has no members.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes the member `key` out.
    #[must_use]
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes the string `key` out.
    ///
    /// # Errors
    /// [`NotStrict`] when it is of another type, or missing where it is needed.
    pub fn take_text(&mut self, key: &str) -> Result<String, NotStrict> {
        self.take_optional_text(key)?.ok_or(NotStrict)
    }

    /// Takes the string `key` out, if there is one. A member of another type is an error, not an absence.
    ///
    /// # Errors
    /// [`NotStrict`] when it is of another type, or missing where it is needed.
    pub fn take_optional_text(&mut self, key: &str) -> Result<Option<String>, NotStrict> {
        match self.take(key) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(
                Value::Null
                | Value::Bool(_)
                | Value::Integer(_)
                | Value::Array(_)
                | Value::Object(_),
            ) => Err(NotStrict),
        }
    }

    /// Takes the string `key` out and reads it as a `T`.
    ///
    /// # Errors
    /// [`NotStrict`] when it is of another type, or missing where it is needed.
    pub fn take_parsed<T: FromStr>(&mut self, key: &str) -> Result<T, NotStrict> {
        self.take_text(key)?.parse().map_err(|_| NotStrict)
    }

    /// Takes the integer `key` out: zero or more, 2^53 − 1 at most.
    ///
    /// # Errors
    /// [`NotStrict`] when it is of another type, or missing where it is needed.
    pub fn take_integer(&mut self, key: &str) -> Result<i64, NotStrict> {
        match self.take(key) {
            Some(Value::Integer(integer)) if integer >= 0 => Ok(integer),
            Some(
                Value::Null
                | Value::Bool(_)
                | Value::Integer(_)
                | Value::Text(_)
                | Value::Array(_)
                | Value::Object(_),
            )
            | None => Err(NotStrict),
        }
    }

    /// Takes the integer `key` out as a count.
    ///
    /// # Errors
    /// [`NotStrict`] when it is of another type, or missing where it is needed.
    pub fn take_count(&mut self, key: &str) -> Result<u64, NotStrict> {
        u64::try_from(self.take_integer(key)?).map_err(|_| NotStrict)
    }

    /// Takes the list `key` out, each of its items read by `read`; without one, an empty list.
    ///
    /// # Errors
    /// [`NotStrict`] when it is no list, or `read` refuses an item.
    pub fn take_list<T>(
        &mut self,
        key: &str,
        read: impl FnMut(Value) -> Result<T, NotStrict>,
    ) -> Result<Vec<T>, NotStrict> {
        match self.take(key) {
            None => Ok(Vec::new()),
            Some(Value::Array(items)) => items.into_iter().map(read).collect(),
            Some(
                Value::Null
                | Value::Bool(_)
                | Value::Integer(_)
                | Value::Text(_)
                | Value::Object(_),
            ) => Err(NotStrict),
        }
    }

    /// This object with one more member. The key must be new.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// This object with one more member, if there is one.
    #[must_use]
    pub fn with_optional(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Succeeds when every member has been taken out.
    pub(crate) const fn finish(&self) -> Result<(), NotStrict> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(NotStrict)
        }
    }
}

impl Value {
    /// The string that this is.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Array(_) | Self::Object(_) => {
                None
            }
        }
    }

    /// The integer that this is.
    #[must_use]
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Null | Self::Bool(_) | Self::Text(_) | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// The items of the array that this is.
    #[must_use]
    pub fn as_items(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_) | Self::Object(_) => None,
        }
    }

    /// The object that this is.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(object) => Some(object),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_) | Self::Array(_) => None,
        }
    }

    /// The object that this is.
    ///
    /// # Errors
    /// [`NotStrict`] when it is none.
    pub fn object(self) -> Result<Object, NotStrict> {
        match self {
            Self::Object(object) => Ok(object),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Text(_) | Self::Array(_) => {
                Err(NotStrict)
            }
        }
    }

    /// The string that this is.
    ///
    /// # Errors
    /// [`NotStrict`] when it is none.
    pub fn text(self) -> Result<String, NotStrict> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Null | Self::Bool(_) | Self::Integer(_) | Self::Array(_) | Self::Object(_) => {
                Err(NotStrict)
            }
        }
    }
}

#[cfg(test)]
mod tests;
