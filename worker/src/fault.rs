//! Faults: what the machinery failed at. They speak to the log, never to the caller.

use core::fmt;

use wasm_bindgen::JsValue;

/// A fault, told for the log. It holds no token, code or address.
#[derive(Debug, Clone)]
pub(crate) struct Fault(String);

impl Fault {
    /// A fault from what is to be logged.
    pub(crate) fn new(told: impl Into<String>) -> Self {
        Self(told.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<JsValue> for Fault {
    fn from(value: JsValue) -> Self {
        let error = js_sys::Error::from(value);
        Self(String::from(error.message()))
    }
}
