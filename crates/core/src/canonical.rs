//! Canonical JSON (RFC 8785), for the subset that Hallpass hashes and signs.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use serde::Serialize;

use crate::token::json::{self, Object, Value};

/// A value without a canonical form: it contains a fraction, an integer beyond ±(2^53 − 1), a duplicate key or nesting
/// deeper than [`crate::token::JSON_DEPTH`], or its `Serialize` failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanonicalError;

impl fmt::Display for CanonicalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no canonical JSON")
    }
}

impl core::error::Error for CanonicalError {}

/// The canonical JSON of `value`: no white space, keys sorted by their UTF-16 code units, the shortest escapes.
///
/// # Errors
/// [`CanonicalError`] when it has no canonical form. Nothing is dropped or rounded silently.
pub fn to_string(value: &impl Serialize) -> Result<String, CanonicalError> {
    let text = serde_json::to_string(value).map_err(|_| CanonicalError)?;
    let value = json::parse(&text).map_err(|_| CanonicalError)?;
    let mut out = String::with_capacity(text.len());
    write_value(&value, &mut out);
    Ok(out)
}

/// The canonical JSON of an object of the subset.
#[must_use]
pub fn object_to_string(object: &Object) -> String {
    let mut out = String::new();
    write_object(object, &mut out);
    out
}

/// The canonical JSON of a value of the subset.
#[must_use]
pub fn value_to_string(value: &Value) -> String {
    let mut out = String::new();
    write_value(value, &mut out);
    out
}

fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Integer(integer) => write_display(integer, out),
        Value::Text(text) => write_text(text, out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(item, out);
            }
            out.push(']');
        }
        Value::Object(object) => write_object(object, out),
    }
}

fn write_object(object: &Object, out: &mut String) {
    let mut members: Vec<&(String, Value)> = object.0.iter().collect();
    members.sort_unstable_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
    out.push('{');
    for (index, (key, value)) in members.into_iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_text(key, out);
        out.push(':');
        write_value(value, out);
    }
    out.push('}');
}

/// Writes a string with the escapes of RFC 8785 §3.2.2.2.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            '\0'..='\u{1f}' => write_display(&format_args!("\\u{:04x}", u32::from(character)), out),
            _ => out.push(character),
        }
    }
    out.push('"');
}

fn write_display(value: &impl fmt::Display, out: &mut String) {
    // Writing to a `String` cannot fail.
    let _ = write!(out, "{value}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn keys_are_sorted_by_utf16_and_strings_escaped_as_in_the_rfc() {
        // The order of RFC 8785 §3.2.3, whose point is U+1F600 before U+FB33: by UTF-16, not by code point.
        let value = json!({"\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7});
        assert_eq!(
            to_string(&value).unwrap(),
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}"
        );
        let text = json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/\u{7f}\u{8}\u{c}\t");
        assert_eq!(
            to_string(&text).unwrap(),
            "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\\b\\f\\t\""
        );
    }

    #[test]
    fn a_value_without_an_exact_form_is_refused() {
        for bad in [
            json!(0.5),
            json!([1, 1e300]),
            json!({"a": u64::MAX}),
            json!(1_u64 << 53),
        ] {
            assert_eq!(to_string(&bad), Err(CanonicalError), "{bad}");
        }
        assert_eq!(
            to_string(&json!({"b": [true, null, -7], "a": {}})).unwrap(),
            r#"{"a":{},"b":[true,null,-7]}"#
        );
    }

    proptest! {
        #[test]
        fn any_string_survives_a_round_trip(text in any::<String>()) {
            let written = to_string(&text).unwrap();
            prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
        }
    }
}
