//! JSON that this Worker wrote itself, read back: between Worker and objects, and out of databases.
//!
//! Fields and variants have names, unknown ones are passed over, and what may be absent need not be there: while a
//! deployment spreads, a Worker and an object of different releases talk to each other, and a release reads what
//! another one kept.

use serde::Serialize;
use serde::de::DeserializeOwned;

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
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str(text).map_err(|_| Unreadable)
}

/// Writes a value.
pub(crate) fn written<T: Serialize + ?Sized>(value: &T) -> String {
    // What this Worker writes has no map with keys that are not strings, and no `Serialize` of its own that fails.
    serde_json::to_string(value).unwrap_or_default()
}
