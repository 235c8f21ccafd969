//! A second reader, over another parser, to hold the first one against.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::super::{NotStrict, Object, Value};

/// Reads a text to its end.
pub(super) fn read(text: &str, bounds: Strict) -> Result<Value, NotStrict> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = bounds
        .deserialize(&mut deserializer)
        .map_err(|_| NotStrict)?;
    deserializer.end().map_err(|_| NotStrict)?;
    Ok(value)
}

/// Builds a [`Value`], `levels` deep at most, with integers up to `most`.
#[derive(Clone, Copy)]
pub(super) struct Strict {
    pub(super) levels: usize,
    pub(super) most: i64,
    pub(super) fraction: Option<fn(f64) -> Value>,
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
