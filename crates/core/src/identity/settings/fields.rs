//! Reading an object field by field. A mistake is recorded with its path, and reading goes on.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::cell::RefCell;

use super::{Mistake, suggestion};
use crate::token::json::{Object, Value};

/// The longest text that a mistake repeats, in bytes.
const QUOTED_BYTES: usize = 120;

/// The mistakes found so far.
#[derive(Debug, Default)]
pub struct Mistakes(RefCell<Vec<Mistake>>);

impl Mistakes {
    /// Records a mistake at a path.
    pub fn add(&self, path: &str, problem: impl Into<String>) {
        self.push(Mistake::new(path, problem));
    }

    pub(super) fn push(&self, mistake: Mistake) {
        self.0.borrow_mut().push(mistake);
    }

    /// All of them, in the order in which they were found.
    #[must_use]
    pub fn into_vec(self) -> Vec<Mistake> {
        self.0.into_inner()
    }
}

/// An object at a path of the setting.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    object: &'a Object,
    path: &'a str,
    mistakes: &'a Mistakes,
}

impl<'a> Fields<'a> {
    /// The fields of a value, which must be an object with no fields but these.
    #[must_use]
    pub fn of(
        value: &'a Value,
        path: &'a str,
        known: &[&str],
        mistakes: &'a Mistakes,
    ) -> Option<Self> {
        let Value::Object(object) = value else {
            let problem = format!("is {}; it must be an object", kind_of(value));
            mistakes.add(path, problem);
            return None;
        };
        for (name, _) in object.iter().filter(|(name, _)| !known.contains(name)) {
            let problem = match suggestion(name, known) {
                Some(meant) => format!("is not a field; did you mean `{meant}`?"),
                None => format!("is not a field; the fields are {}", known.join(", ")),
            };
            mistakes.add(&format!("{path}.{}", shown_name(name)), problem);
        }
        Some(Self {
            object,
            path,
            mistakes,
        })
    }

    /// The path of a field.
    #[must_use]
    pub fn path(&self, field: &str) -> String {
        format!("{}.{field}", self.path)
    }

    /// Records a mistake in a field.
    pub fn mistake(&self, field: &str, problem: impl Into<String>) {
        self.mistakes.add(&self.path(field), problem);
    }

    /// The value of a field; `None` if it is absent or `null`.
    #[must_use]
    pub fn value(&self, field: &str) -> Option<&'a Value> {
        self.object
            .get(field)
            .filter(|value| **value != Value::Null)
    }

    /// The value of a field that must be there.
    #[must_use]
    pub fn required(&self, field: &str, example: &str) -> Option<&'a Value> {
        let value = self.value(field);
        if value.is_none() {
            self.mistake(field, format!("is missing; {example}"));
        }
        value
    }

    /// The text of an optional field, which must not be empty.
    #[must_use]
    pub fn text(&self, field: &str) -> Option<&'a str> {
        text(self.value(field)?, &self.path(field), self.mistakes)
    }

    /// The text of a field that must be there.
    #[must_use]
    pub fn required_text(&self, field: &str, example: &str) -> Option<&'a str> {
        let value = self.required(field, example)?;
        text(value, &self.path(field), self.mistakes)
    }

    /// The texts of a value that is one text or a list of texts, each with its path. A mistake in one is recorded, and the
    /// others are given.
    pub(crate) fn one_or_more(&self, field: &str, value: &'a Value) -> Vec<(String, &'a str)> {
        if value.as_items().is_some() {
            return self.list(field, value);
        }
        if value.as_text().is_none() {
            let problem = format!(
                "is {}; it must be a text or a list of texts",
                kind_of(value)
            );
            self.mistake(field, problem);
            return Vec::new();
        }
        let path = self.path(field);
        let text = text(value, &path, self.mistakes);
        text.map(|text| (path, text)).into_iter().collect()
    }

    /// The texts of a list, each with its path.
    pub(crate) fn list(&self, field: &str, value: &'a Value) -> Vec<(String, &'a str)> {
        texts(value, &self.path(field), self.mistakes)
    }

    pub(crate) const fn mistakes(&self) -> &'a Mistakes {
        self.mistakes
    }
}

/// The texts of a list that must not be empty, each with its path.
pub(super) fn texts<'a>(
    value: &'a Value,
    path: &str,
    mistakes: &Mistakes,
) -> Vec<(String, &'a str)> {
    let Some(items) = value.as_items() else {
        let problem = format!("is {}; it must be a list of texts", kind_of(value));
        mistakes.add(path, problem);
        return Vec::new();
    };
    if items.is_empty() {
        mistakes.add(path, "is empty; leave it out or name at least one");
    }
    let item = |(index, item)| {
        let path = format!("{path}[{index}]");
        let text = text(item, &path, mistakes)?;
        Some((path, text))
    };
    items.iter().enumerate().filter_map(item).collect()
}

/// The text of a value, which must not be empty.
fn text<'a>(value: &'a Value, path: &str, mistakes: &Mistakes) -> Option<&'a str> {
    let Value::Text(text) = value else {
        let problem = format!("is {}; it must be a text", kind_of(value));
        mistakes.add(path, problem);
        return None;
    };
    if text.trim().is_empty() {
        mistakes.add(path, "is empty");
        return None;
    }
    Some(text)
}

/// What kind of value this is.
#[must_use]
pub const fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Integer(_) => "a number",
        Value::Text(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// A text of the setting as a mistake repeats it, in quotation marks. No address goes into a log.
#[must_use]
pub fn quoted(text: &str) -> String {
    if text.contains('@') || text.len() > QUOTED_BYTES {
        "the value".to_string()
    } else {
        format!("{text:?}")
    }
}

/// The name of an unknown field, if it can be one.
fn shown_name(name: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.len() <= 64 && name.chars().all(is_name) {
        name.to_string()
    } else {
        "…".to_string()
    }
}
