//! Values of the strict subset of JSON.

use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

/// Text that is not JSON of this subset, or JSON that is not of the expected form.
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
    /// Within ±[`super::EXACT_INTEGER`], unless it was read by [`super::parse_foreign`].
    Integer(i64),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Self>),
    /// An object.
    Object(Object),
}

/// A JSON object. Its keys are unique, and in the order of the text.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Object(pub(crate) Vec<(String, Value)>);

impl Object {
    /// The member `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// The members, in the order of the text.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Whether the object has no members.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Removes and returns the member `key`.
    #[must_use]
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(name, _)| name == key)?;
        Some(self.0.swap_remove(at).1)
    }

    /// Takes the string `key`.
    ///
    /// # Errors
    /// [`NotStrict`] when it is missing or of another type.
    pub fn take_text(&mut self, key: &str) -> Result<String, NotStrict> {
        self.take_optional_text(key)?.ok_or(NotStrict)
    }

    /// Takes the string `key`, if there is one. A member of another type, `null` included, is an error.
    ///
    /// # Errors
    /// [`NotStrict`] when it is of another type.
    pub fn take_optional_text(&mut self, key: &str) -> Result<Option<String>, NotStrict> {
        self.take(key).map(Value::text).transpose()
    }

    /// Takes the string `key` and parses it.
    ///
    /// # Errors
    /// [`NotStrict`] when it is missing, of another type or cannot be parsed.
    pub fn take_parsed<T: FromStr>(&mut self, key: &str) -> Result<T, NotStrict> {
        self.take_text(key)?.parse().map_err(|_| NotStrict)
    }

    /// Takes the integer `key`, which must not be negative.
    ///
    /// # Errors
    /// [`NotStrict`] when it is missing, negative or of another type.
    pub fn take_integer(&mut self, key: &str) -> Result<i64, NotStrict> {
        let integer = self.take(key).and_then(|value| value.as_integer());
        integer.filter(|integer| *integer >= 0).ok_or(NotStrict)
    }

    /// Takes the integer `key`, which must not be negative, as a `u64`.
    ///
    /// # Errors
    /// [`NotStrict`] when it is missing, negative or of another type.
    pub fn take_count(&mut self, key: &str) -> Result<u64, NotStrict> {
        u64::try_from(self.take_integer(key)?).map_err(|_| NotStrict)
    }

    /// Takes the array `key` and reads each of its items with `read`. Without a member `key` the list is empty.
    ///
    /// # Errors
    /// [`NotStrict`] when it is not an array, or `read` refuses an item.
    pub fn take_list<T>(
        &mut self,
        key: &str,
        read: impl FnMut(Value) -> Result<T, NotStrict>,
    ) -> Result<Vec<T>, NotStrict> {
        let Some(value) = self.take(key) else {
            return Ok(Vec::new());
        };
        let Value::Array(items) = value else {
            return Err(NotStrict);
        };
        items.into_iter().map(read).collect()
    }

    /// Adds a member. The key must be new.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// Adds a member, if there is a value. The key must be new.
    #[must_use]
    pub fn with_optional(self, key: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.with(key, value),
            None => self,
        }
    }

    /// Refuses an object with members that were not taken.
    pub(crate) const fn finish(&self) -> Result<(), NotStrict> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(NotStrict)
        }
    }
}

impl Value {
    /// The string, if this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The integer, if this is one.
    #[must_use]
    pub const fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(integer) = self {
            Some(*integer)
        } else {
            None
        }
    }

    /// The items, if this is an array.
    #[must_use]
    pub fn as_items(&self) -> Option<&[Self]> {
        if let Self::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The object, if this is one.
    #[must_use]
    pub const fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self {
            Some(object)
        } else {
            None
        }
    }

    /// The object that this must be.
    ///
    /// # Errors
    /// [`NotStrict`] for any other value.
    pub fn object(self) -> Result<Object, NotStrict> {
        if let Self::Object(object) = self {
            Ok(object)
        } else {
            Err(NotStrict)
        }
    }

    /// The string that this must be.
    ///
    /// # Errors
    /// [`NotStrict`] for any other value.
    pub fn text(self) -> Result<String, NotStrict> {
        if let Self::Text(text) = self {
            Ok(text)
        } else {
            Err(NotStrict)
        }
    }
}
