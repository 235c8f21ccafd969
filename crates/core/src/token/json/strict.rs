//! The strict reader: a visitor over `serde_json` that builds a [`Value`] and refuses everything that two JSON readers
//! could understand differently.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::value::{NotStrict, Object, Value};

/// What a text may contain. Also the visitor that enforces it.
#[derive(Clone, Copy)]
pub(super) struct Strict {
    /// How many levels of arrays and objects may be nested.
    pub(super) max_depth: usize,
    /// The largest magnitude of an integer. One beyond 64 bits is read as 2^63 − 1 first.
    pub(super) max_integer: i64,
    /// What a number with a fraction, an exponent or more than 64 bits is read as; `None` refuses it.
    pub(super) read_fraction: Option<fn(f64) -> Value>,
}

/// Reads `text` to its end.
///
/// # Errors
/// [`NotStrict`] for anything that is not JSON within these limits.
pub(super) fn read(text: &str, limits: Strict) -> Result<Value, NotStrict> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = limits
        .deserialize(&mut deserializer)
        .map_err(|_| NotStrict)?;
    deserializer.end().map_err(|_| NotStrict)?;
    Ok(value)
}

impl Strict {
    /// The limits one level further down.
    fn nested<E: de::Error>(self) -> Result<Self, E> {
        let max_depth = self
            .max_depth
            .checked_sub(1)
            .ok_or_else(|| E::custom("nested too deeply"))?;
        Ok(Self { max_depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("strict JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        if (-self.max_integer..=self.max_integer).contains(&value) {
            Ok(Value::Integer(value))
        } else {
            Err(E::custom("integer out of range"))
        }
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.visit_i64(i64::try_from(value).unwrap_or(i64::MAX))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        let read = self
            .read_fraction
            .ok_or_else(|| E::custom("not an integer"))?;
        Ok(read(value))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let nested = self.nested()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(nested)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let nested = self.nested()?;
        let mut members: Vec<(String, Value)> = Vec::new();
        while let Some(key) = access.next_key()? {
            members.push((key, access.next_value_seed(nested)?));
        }
        if has_duplicate_key(&members) {
            return Err(de::Error::custom("duplicate key"));
        }
        Ok(Value::Object(Object(members)))
    }
}

fn has_duplicate_key(members: &[(String, Value)]) -> bool {
    let mut keys: Vec<&str> = members.iter().map(|(key, _)| key.as_str()).collect();
    keys.sort_unstable();
    !keys.is_sorted_by(|one, next| one < next)
}
