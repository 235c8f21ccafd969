//! The JSON that Hallpass signs and hashes, read strictly.
//!
//! A subset: objects, arrays, strings, booleans, null, and integers that a double holds exactly. A key
//! that comes twice, a fraction, an exponent, a larger number or deeper nesting is refused wherever it
//! stands, so that no two readers can see two meanings.

mod write;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::JSON_DEPTH;

/// The largest integer that every JSON reader holds exactly: 2^53 − 1 (RFC 8259 §6).
pub const EXACT_INTEGER: i64 = (1 << 53) - 1;

/// How deep what others wrote may be.
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
            levels: JSON_DEPTH,
            most: EXACT_INTEGER,
            fraction: None,
        },
    )
}

/// Reads what nobody but Hallpass reads: `levels` deep at most, and integers up to 2^63 − 1. A larger one is taken
/// for that.
pub(crate) fn parse_own(text: &str, levels: usize) -> Result<Value, NotStrict> {
    read(
        text,
        Strict {
            levels,
            most: i64::MAX,
            fraction: None,
        },
    )
}

/// Reads what others wrote, and are free to write otherwise than Hallpass: integers of any size, of which those beyond
/// 2^63 − 1 are taken for that, and numbers with a fraction, of which `fraction` makes what they count as. A key that
/// comes twice is refused here as well.
///
/// # Errors
/// [`NotStrict`] for text that is not JSON, or too deep.
pub fn parse_foreign(text: &str, fraction: fn(f64) -> Value) -> Result<Value, NotStrict> {
    read(
        text,
        Strict {
            levels: FOREIGN_DEPTH,
            most: i64::MAX,
            fraction: Some(fraction),
        },
    )
}

/// What a fraction counts as where none is wanted: nothing.
#[must_use]
pub const fn no_number(_: f64) -> Value {
    Value::Null
}

/// What a fraction counts as among moments: the second in which it lies.
#[expect(
    clippy::cast_possible_truncation,
    reason = "what is beyond the range becomes its end"
)]
#[must_use]
pub const fn whole_seconds(seconds: f64) -> Value {
    Value::Integer(seconds as i64)
}

#[inline(never)]
fn read(text: &str, bounds: Strict) -> Result<Value, NotStrict> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = bounds
        .deserialize(&mut deserializer)
        .map_err(|_| NotStrict)?;
    deserializer.end().map_err(|_| NotStrict)?;
    Ok(value)
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

/// Builds a [`Value`], `levels` deep at most, with integers up to `most`.
#[derive(Clone, Copy)]
struct Strict {
    levels: usize,
    most: i64,
    fraction: Option<fn(f64) -> Value>,
}

impl Strict {
    fn deeper<E: de::Error>(self) -> Result<Self, E> {
        let levels = self
            .levels
            .checked_sub(1)
            .ok_or_else(|| E::custom("too deep"))?;
        Ok(Self { levels, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

// Every kind of value that JSON has is met here, so that serde's default refusals, which print floats,
// stay out of the browser's binary.
impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if (-self.most..=self.most).contains(&value) {
            Ok(Value::Integer(value))
        } else {
            Err(E::custom("inexact"))
        }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Value, E> {
        let fraction = self.fraction.ok_or_else(|| E::custom("inexact"))?;
        Ok(fraction(number))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(inner)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = self.deeper()?;
        let mut members: Vec<(String, Value)> = Vec::new();
        while let Some(key) = access.next_key_seed(inner)? {
            let Value::Text(key) = key else {
                return Err(de::Error::custom("key"));
            };
            if members.iter().any(|(earlier, _)| *earlier == key) {
                return Err(de::Error::custom("twice"));
            }
            members.push((key, access.next_value_seed(inner)?));
        }
        Ok(Value::Object(Object(members)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn a_key_comes_once_at_every_depth_and_in_every_spelling() {
        assert!(parse(r#"{"a":1,"b":{"a":1}}"#).is_ok());
        for twice in [
            r#"{"a":1,"a":1}"#,
            r#"{"a":1,"\u0061":1}"#,
            r#"{"x":{"a":1,"a":1}}"#,
            r#"{"x":[{"a":1,"b":2,"a":1}]}"#,
        ] {
            assert_eq!(parse(twice), Err(NotStrict), "{twice}");
            let lax: serde_json::Value = serde_json::from_str(twice).unwrap();
            assert!(lax.is_object(), "a lax reader takes it");
        }
    }

    #[test]
    fn nesting_ends_at_eight() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(8)).is_ok());
        assert_eq!(parse(&nested(9)), Err(NotStrict));
        assert_eq!(parse(&nested(100_000)), Err(NotStrict));
    }

    #[test]
    fn numbers_are_exact_integers() {
        for (text, value) in [("0", 0), ("-1", -1), ("9007199254740991", EXACT_INTEGER)] {
            assert_eq!(parse(text), Ok(Value::Integer(value)));
        }
        for bad in [
            "1.0",
            "1e3",
            "-0",
            "9007199254740992",
            "-9007199254740992",
            "18446744073709551615",
            "18446744073709551616",
            "-9223372036854775809",
            "01",
            "+1",
            "NaN",
        ] {
            assert_eq!(parse(bad), Err(NotStrict), "{bad}");
        }
    }

    #[test]
    fn nothing_stands_around_a_bare_object() {
        assert!(Object::parse_bare(b"{}").is_ok());
        for bad in [
            &b"{}\n"[..],
            b" {}",
            b"{} ",
            b"{}{}",
            b"{},",
            b"[]",
            b"",
            b"{\"a\":\"\xff\"}",
            b"\xef\xbb\xbf{}",
        ] {
            assert_eq!(Object::parse_bare(bad), Err(NotStrict), "{bad:?}");
        }
    }

    #[test]
    fn a_mistyped_member_is_not_an_absent_one() {
        let read = |text: &str| Object::parse(text).unwrap();
        assert_eq!(read("{}").take_optional_text("a"), Ok(None));
        assert_eq!(
            read(r#"{"a":null}"#).take_optional_text("a"),
            Err(NotStrict)
        );
        assert_eq!(read(r#"{"a":"1"}"#).take_integer("a"), Err(NotStrict));
        assert_eq!(read(r#"{"a":-1}"#).take_integer("a"), Err(NotStrict));
        assert_eq!(read(r#"{"a":["x"]}"#).take_text("a"), Err(NotStrict));
    }
}
