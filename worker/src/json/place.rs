//! Structs as arrays of their fields, variants by their number. A field that is left out stands as `null`.

use core::fmt;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};

use super::Unreadable;

/// Which build wrote a message, before its JSON. While a deployment spreads, a Worker may meet an object of another
/// build, in which a place means something else: such a message is read by nobody, and the caller tries again.
pub(super) const BUILD: &str = match option_env!("HALLPASS_BUILD") {
    Some(build) => build,
    None => "",
};

/// Writes a value for [`super::read_placed`].
///
/// # Errors
/// When it holds what no message does: floating numbers, bytes, single characters.
pub(crate) fn placed<T: Serialize>(value: &T) -> Result<String, Unreadable> {
    let mut out = String::from(BUILD);
    value.serialize(Writer(&mut out))?;
    Ok(out)
}

impl ser::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct Writer<'a>(&'a mut String);

type Written = Result<(), Unreadable>;

/// A text as JSON. Whatever is not ASCII stays as it is.
#[inline(never)]
fn text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{20}'.. => out.push(c),
            control => {
                let digit = |shift: u32| {
                    let nibble = u32::from(control) >> shift & 0xF;
                    char::from_digit(nibble, 16).unwrap_or('0')
                };
                out.push_str("\\u00");
                out.push(digit(4));
                out.push(digit(0));
            }
        }
    }
    out.push('"');
}

#[inline(never)]
fn integer(out: &mut String, number: i64) {
    out.push_str(&number.to_string());
}

#[inline(never)]
fn whole(out: &mut String, number: u64) {
    out.push_str(&number.to_string());
}

/// Begins a variant that holds something; a list of two ends it.
#[inline(never)]
fn variant(out: &mut String, index: u32) {
    out.push('[');
    whole(out, index.into());
    out.push(',');
}

macro_rules! numbers {
    ($($method:ident $type:ty as $write:ident)*) => {$(
        fn $method(self, number: $type) -> Written {
            $write(self.0, number.into());
            Ok(())
        }
    )*};
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Unreadable;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = Impossible<(), Unreadable>;
    type SerializeMap = List<'a>;
    type SerializeStruct = List<'a>;
    type SerializeStructVariant = List<'a>;

    numbers! {
        serialize_i8 i8 as integer
        serialize_i16 i16 as integer
        serialize_i32 i32 as integer
        serialize_i64 i64 as integer
        serialize_u8 u8 as whole
        serialize_u16 u16 as whole
        serialize_u32 u32 as whole
        serialize_u64 u64 as whole
    }

    fn serialize_bool(self, truth: bool) -> Written {
        self.0.push_str(if truth { "true" } else { "false" });
        Ok(())
    }

    fn serialize_f32(self, _: f32) -> Written {
        Err(Unreadable)
    }

    fn serialize_f64(self, _: f64) -> Written {
        Err(Unreadable)
    }

    fn serialize_char(self, _: char) -> Written {
        Err(Unreadable)
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Unreadable)
    }

    fn serialize_str(self, value: &str) -> Written {
        text(self.0, value);
        Ok(())
    }

    fn serialize_none(self) -> Written {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.0.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, index: u32, _: &'static str) -> Written {
        self.serialize_u32(index)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        value: &T,
    ) -> Written {
        variant(self.0, index);
        value.serialize(Writer(&mut *self.0))?;
        self.0.push(']');
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<List<'a>, Unreadable> {
        Ok(List::of(self.0, "]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<List<'a>, Unreadable> {
        Ok(List::of(self.0, "]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<List<'a>, Unreadable> {
        Ok(List::of(self.0, "]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unreadable> {
        Err(Unreadable)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<List<'a>, Unreadable> {
        Ok(List::of(self.0, "}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<List<'a>, Unreadable> {
        Ok(List::of(self.0, "]"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        index: u32,
        _: &'static str,
        _: usize,
    ) -> Result<List<'a>, Unreadable> {
        variant(self.0, index);
        Ok(List::of(self.0, "]]"))
    }
}

/// A list that is being written.
struct List<'a> {
    out: &'a mut String,
    is_empty: bool,
    end: &'static str,
}

impl<'a> List<'a> {
    #[inline(never)]
    fn of(out: &'a mut String, end: &'static str) -> Self {
        out.push(if end == "}" { '{' } else { '[' });
        Self {
            out,
            is_empty: true,
            end,
        }
    }

    #[inline(never)]
    fn next(&mut self) -> Writer<'_> {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        Writer(&mut *self.out)
    }

    #[inline(never)]
    fn close(self) -> Written {
        self.out.push_str(self.end);
        Ok(())
    }
}

macro_rules! listed {
    ($($trait:ident :: $method:ident)*) => {$(
        impl ser::$trait for List<'_> {
            type Ok = ();
            type Error = Unreadable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
                value.serialize(self.next())
            }

            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

listed! { SerializeSeq::serialize_element SerializeTuple::serialize_element SerializeTupleStruct::serialize_field }

macro_rules! fields {
    ($($trait:ident)*) => {$(
        impl ser::$trait for List<'_> {
            type Ok = ();
            type Error = Unreadable;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                _: &'static str,
                value: &T,
            ) -> Written {
                value.serialize(self.next())
            }

            fn skip_field(&mut self, _: &'static str) -> Written {
                self.next().serialize_unit()
            }

            fn end(self) -> Written {
                self.close()
            }
        }
    )*};
}

fields! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for List<'_> {
    type Ok = ();
    type Error = Unreadable;

    /// Every key of a message is a text or an id.
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Written {
        key.serialize(self.next())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.out.push(':');
        value.serialize(Writer(&mut *self.out))
    }

    fn end(self) -> Written {
        self.close()
    }
}
