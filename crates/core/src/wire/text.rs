//! JSON on its way out.

use alloc::string::String;
use core::fmt::{self, Write as _};

use crate::canonical::write_text;

/// JSON that is being written.
#[derive(Default)]
pub struct Text(String);

impl Text {
    /// Writes JSON as it is.
    #[inline(never)]
    pub fn raw(&mut self, json: &str) {
        self.0.push_str(json);
    }

    /// Writes a string.
    #[inline(never)]
    pub fn text(&mut self, text: &str) {
        write_text(text, &mut self.0);
    }

    /// Writes the text form of a value as a string. Its text must need no escapes.
    #[inline(never)]
    pub fn shown(&mut self, value: &dyn fmt::Display) {
        self.0.push('"');
        self.display(value);
        self.0.push('"');
    }

    /// Writes the text form of a value as it is.
    #[inline(never)]
    pub fn display(&mut self, value: &dyn fmt::Display) {
        // Writing to a `String` has no way to fail.
        let _ = write!(self.0, "{value}");
    }

    /// What was written.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}
