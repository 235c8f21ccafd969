//! JSON of our own types, read and written from tables.
//!
//! What `#[derive(Wire)]` makes of a type is a table of its names and a list of its fields; the work is done here,
//! once for all types. The JSON is what serde's derives would write. Whoever reads passes over fields that it does not
//! know, and takes an absent one for nothing where nothing is a value: two releases read each other.

mod plain;
mod text;

use alloc::string::String;

pub use crate::token::json::Value;
use crate::token::json::{self, Object};

pub use hallpass_derive::{Wire, WireWrite};
pub use text::Text;

/// How deep what the Worker wrote itself may be.
const DEPTH: usize = 32;

/// What can be written.
pub trait Write {
    /// Writes it.
    fn write(&self, out: &mut Text);

    /// Whether a field that holds this may be left out.
    fn is_empty(&self) -> bool {
        false
    }
}

/// What can be read.
pub trait Read: Sized {
    /// Reads it.
    fn read(value: Value) -> Option<Self>;

    /// What an absent field holds, where that is a value.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// The JSON of a value.
#[must_use]
pub fn to_string(value: &dyn Write) -> String {
    let mut out = Text::default();
    value.write(&mut out);
    out.into_string()
}

/// Reads a text that this wrote, or another release.
#[must_use]
pub fn from_str<T: Read>(text: &str) -> Option<T> {
    T::read(value_of(text)?)
}

#[inline(never)]
fn value_of(text: &str) -> Option<Value> {
    json::parse_own(text, DEPTH).ok()
}

/// Where a field is read into.
pub trait Slot {
    /// Takes what stands in the field, or what an absent one holds.
    fn fill(&mut self, value: Option<Value>);
}

impl<T: Read> Slot for Option<T> {
    fn fill(&mut self, value: Option<Value>) {
        *self = match value {
            Some(value) => T::read(value),
            None => T::absent(),
        };
    }
}

/// A name of a table without its marks, and which it has: whether it may be absent, and whether it may be left out.
fn marks(name: &str) -> (&str, bool, bool) {
    let (name, may_be_absent) = name
        .strip_prefix('~')
        .map_or((name, false), |name| (name, true));
    let (name, may_be_left_out) = name
        .strip_prefix('?')
        .map_or((name, false), |name| (name, true));
    (name, may_be_absent, may_be_left_out)
}

/// Reads an object's fields into slots, in the order of the table.
#[inline(never)]
pub fn fill(value: Value, table: &'static str, slots: &mut [&mut dyn Slot]) -> bool {
    let Value::Object(mut object) = value else {
        return false;
    };
    for (name, slot) in table.split(',').zip(slots) {
        let (name, may_be_absent, _) = marks(name);
        let value = object.take(name);
        if value.is_none() && !may_be_absent {
            return false;
        }
        slot.fill(value);
    }
    true
}

/// Which variant of a table a value names, and what it holds.
#[inline(never)]
#[must_use]
pub fn variant_of(value: Value, table: &'static str) -> Option<(usize, Value)> {
    let (found, value) = match value {
        Value::Text(name) => (name, Value::Null),
        Value::Object(Object(members)) => members.into_iter().next()?,
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Array(_) => return None,
    };
    let index = table.split(',').position(|name| name == found)?;
    Some((index, value))
}

/// Writes an object's fields, in the order of the table.
#[inline(never)]
pub fn fields(out: &mut Text, table: &'static str, values: &[&dyn Write]) {
    out.raw("{");
    let mut is_first = true;
    for (name, value) in table.split(',').zip(values) {
        let (name, _, may_be_left_out) = marks(name);
        if may_be_left_out && value.is_empty() {
            continue;
        }
        if !is_first {
            out.raw(",");
        }
        is_first = false;
        out.text(name);
        out.raw(":");
        value.write(out);
    }
    out.raw("}");
}

/// Writes a variant: its name; or its name and its fields; or, where there is no table of them, the one thing that it holds.
#[inline(never)]
pub fn variant(
    out: &mut Text,
    variants: &'static str,
    index: usize,
    table: &'static str,
    values: &[&dyn Write],
) {
    let name = variants.split(',').nth(index).unwrap_or_default();
    let Some(first) = values.first() else {
        out.text(name);
        return;
    };
    out.raw("{");
    out.text(name);
    out.raw(":");
    if table.is_empty() {
        first.write(out);
    } else {
        fields(out, table, values);
    }
    out.raw("}");
}
