//! The JSON that this Worker writes, and reads back: between the Worker and its objects, and in their databases.
//!
//! Fields and variants have names, unknown fields are ignored, and optional ones may be absent: while a deployment
//! spreads, a Worker and an object of different releases talk to each other, and a release reads what another one stored.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::InternalError;

/// Reads a value.
///
/// # Errors
/// When the text is not one. What it holds instead is not in the error, which is for the log.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, InternalError> {
    serde_json::from_str(text).map_err(|_| InternalError::new("JSON of our own cannot be read"))
}

/// Writes a value.
///
/// # Errors
/// When the value has no JSON form.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, InternalError> {
    serde_json::to_string(value)
        .map_err(|_| InternalError::new("a value cannot be written as JSON"))
}

/// Writes a value that always has a JSON form: it has no map with keys that are not strings, and no `Serialize` of its
/// own that fails.
pub(crate) fn written<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
