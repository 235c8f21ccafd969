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
/// When the text is not one. The error is for the log, so it does not quote the text.
pub(crate) fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, InternalError> {
    serde_json::from_str(text)
        .map_err(|_| InternalError::new("stored or internal JSON could not be read"))
}

/// Writes a value.
///
/// # Errors
/// When the value has no JSON form.
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, InternalError> {
    serde_json::to_string(value)
        .map_err(|_| InternalError::new("a value could not be written as JSON"))
}
