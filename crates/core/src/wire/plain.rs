//! Types that are not ours, and those with a form of their own.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Read, Text, Value, Write};
use crate::Map;

impl Write for bool {
    fn write(&self, out: &mut Text) {
        out.raw(if *self { "true" } else { "false" });
    }

    fn is_empty(&self) -> bool {
        !*self
    }
}

impl Read for bool {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(value),
            Value::Null
            | Value::Integer(_)
            | Value::Text(_)
            | Value::Array(_)
            | Value::Object(_) => None,
        }
    }

    fn absent() -> Option<Self> {
        Some(false)
    }
}

#[inline(never)]
fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(integer) => Some(*integer),
        Value::Null | Value::Bool(_) | Value::Text(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

macro_rules! integers {
    ($($type:ty)*) => {$(
        impl Write for $type {
            fn write(&self, out: &mut Text) {
                out.display(self);
            }
        }

        impl Read for $type {
            fn read(value: Value) -> Option<Self> {
                integer(&value)?.try_into().ok()
            }
        }
    )*};
}

integers! { u8 u16 u32 u64 i64 }

impl Write for str {
    fn write(&self, out: &mut Text) {
        out.text(self);
    }
}

impl Write for String {
    fn write(&self, out: &mut Text) {
        out.text(self);
    }
}

impl Read for String {
    fn read(value: Value) -> Option<Self> {
        value.text().ok()
    }
}

impl<T: Write + ?Sized> Write for &T {
    fn write(&self, out: &mut Text) {
        (**self).write(out);
    }

    fn is_empty(&self) -> bool {
        (**self).is_empty()
    }
}

impl<T: Write + ?Sized> Write for Box<T> {
    fn write(&self, out: &mut Text) {
        (**self).write(out);
    }
}

impl<T: Read> Read for Box<T> {
    fn read(value: Value) -> Option<Self> {
        T::read(value).map(Self::new)
    }
}

impl<T: Write> Write for Option<T> {
    fn write(&self, out: &mut Text) {
        match self {
            Some(value) => value.write(out),
            None => out.raw("null"),
        }
    }

    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T: Read> Read for Option<T> {
    fn read(value: Value) -> Option<Self> {
        if matches!(value, Value::Null) {
            Some(None)
        } else {
            T::read(value).map(Some)
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: Write> Write for [T] {
    fn write(&self, out: &mut Text) {
        for (index, item) in self.iter().enumerate() {
            out.raw(if index == 0 { "[" } else { "," });
            item.write(out);
        }
        out.raw(if self.is_empty() { "[]" } else { "]" });
    }
}

impl<T: Write> Write for Vec<T> {
    fn write(&self, out: &mut Text) {
        self.as_slice().write(out);
    }

    fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }
}

/// Hands over each item of an array, while they are taken. Whether it was one, and all were.
#[inline(never)]
fn each(value: Value, take: &mut dyn FnMut(Value) -> bool) -> bool {
    match value {
        Value::Array(items) => items.into_iter().all(take),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Text(_) | Value::Object(_) => {
            false
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(value: Value) -> Option<Self> {
        let mut read = Self::new();
        let took = each(value, &mut |item| {
            T::read(item).map(|item| read.push(item)).is_some()
        });
        took.then_some(read)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: Write> Write for Map<String, T> {
    fn write(&self, out: &mut Text) {
        for (index, (key, value)) in self.iter().enumerate() {
            out.raw(if index == 0 { "{" } else { "," });
            out.text(key);
            out.raw(":");
            value.write(out);
        }
        out.raw(if self.is_empty() { "{}" } else { "}" });
    }
}

impl<T: Read> Read for Map<String, T> {
    fn read(value: Value) -> Option<Self> {
        let mut map = Self::new();
        for (key, value) in value.object().ok()?.0 {
            map.insert(key, T::read(value)?);
        }
        Some(map)
    }
}

impl Write for Value {
    fn write(&self, out: &mut Text) {
        match self {
            Self::Null => out.raw("null"),
            Self::Bool(value) => value.write(out),
            Self::Integer(integer) => integer.write(out),
            Self::Text(text) => out.text(text),
            Self::Array(items) => items.write(out),
            Self::Object(object) => {
                for (index, (key, value)) in object.0.iter().enumerate() {
                    out.raw(if index == 0 { "{" } else { "," });
                    out.text(key);
                    out.raw(":");
                    value.write(out);
                }
                out.raw(if object.0.is_empty() { "{}" } else { "}" });
            }
        }
    }
}

impl Read for Value {
    fn read(value: Value) -> Option<Self> {
        Some(value)
    }
}
