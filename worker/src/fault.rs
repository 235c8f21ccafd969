//! Faults: what the machinery failed at. They speak to the log, never to the caller.

use core::fmt;

use wasm_bindgen::JsValue;

/// A fault, told for the log. It holds no token, code or address. It is a pointer: each `?` on its way moves four bytes.
#[derive(Debug, Clone)]
pub(crate) struct Fault(Box<Told>);

#[derive(Debug, Clone)]
struct Told {
    text: String,
}

impl Fault {
    /// A fault from what is to be logged.
    pub(crate) fn new(told: impl Into<String>) -> Self {
        Self::told(told.into())
    }

    #[inline(never)]
    fn told(text: String) -> Self {
        Self(Box::new(Told { text }))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.text)
    }
}

impl From<worker::Error> for Fault {
    fn from(error: worker::Error) -> Self {
        Self::told(error.to_string())
    }
}

impl From<JsValue> for Fault {
    fn from(value: JsValue) -> Self {
        let error = js_sys::Error::from(value);
        Self::told(error.message().into())
    }
}
