//! How a failure reaches JavaScript.

use core::fmt::Display;

use hallpass_core::Code;
use hallpass_core::token::TokenError;
use wasm_bindgen::JsValue;

/// A failure on its way to JavaScript, where it is an `Error` with `code`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    code: Code,
    message: String,
}

impl Failure {
    /// A failure with this code, in the words of its cause.
    pub(crate) fn new(code: Code, cause: impl Display) -> Self {
        Self {
            code,
            message: cause.to_string(),
        }
    }

    /// Text that is not what the function takes: the caller's mistake.
    pub(crate) fn misused(cause: impl Display) -> Self {
        Self::new(Code::InvalidRequest, cause)
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }
}

impl From<TokenError> for Failure {
    fn from(error: TokenError) -> Self {
        Self::new(error.code(), error)
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = js_sys::Error::new(&failure.message);
        // Setting a property of an object that was made a line above cannot fail.
        let _set = js_sys::Reflect::set(&error, &"code".into(), &failure.code.as_str().into());
        error.into()
    }
}
