//! JSON that this Worker wrote itself, read back: between Worker and objects, and out of databases.
//!
//! Fields and variants have names, unknown ones are passed over, and what may be absent need not be there: while a
//! deployment spreads, a Worker and an object of different releases talk to each other, and a release reads what
//! another one kept.

use hallpass_core::wire::{self, Read, Write};

use crate::error::InternalError;

/// Text that is not what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unreadable;

impl From<Unreadable> for InternalError {
    fn from(_: Unreadable) -> Self {
        Self::new("JSON that cannot be read")
    }
}

/// Reads a text.
///
/// # Errors
/// [`Unreadable`], whatever is wrong with it.
pub(crate) fn read<T: Read>(text: &str) -> Result<T, Unreadable> {
    wire::from_str(text).ok_or(Unreadable)
}

/// Writes a value.
pub(crate) fn written(value: &dyn Write) -> String {
    wire::to_string(value)
}
