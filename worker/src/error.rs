//! Errors inside the Worker. They are for the log, never for the caller.

use core::fmt;

use wasm_bindgen::JsValue;

/// A failure inside. Its text holds no token, code or address.
#[derive(Debug, Clone)]
pub(crate) struct InternalError(String);

impl InternalError {
    /// An error with a message for the log.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for InternalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<worker::Error> for InternalError {
    fn from(error: worker::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<JsValue> for InternalError {
    fn from(value: JsValue) -> Self {
        Self(js_sys::Error::from(value).message().into())
    }
}
