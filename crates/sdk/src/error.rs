//! How a failure reaches JavaScript.

use core::fmt::Display;

use hallpass_core::Code;
use hallpass_core::policy::PolicyError;
use hallpass_core::token::TokenError;
use wasm_bindgen::JsValue;

/// A failure that JavaScript sees as an `Error` with a `code`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SdkError {
    code: Code,
    message: String,
}

impl SdkError {
    /// A failure with this code and the message of its cause.
    pub(crate) fn new(code: Code, cause: impl Display) -> Self {
        Self {
            code,
            message: cause.to_string(),
        }
    }

    /// An argument of the wrong type or shape.
    pub(crate) fn invalid_argument(cause: impl Display) -> Self {
        Self::new(Code::InvalidRequest, cause)
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }
}

impl From<TokenError> for SdkError {
    fn from(error: TokenError) -> Self {
        Self::new(error.code(), error)
    }
}

/// Details of a `PolicyError` are for authors of policies. Here a policy is one from an edge, or it is not.
impl From<PolicyError> for SdkError {
    fn from(error: PolicyError) -> Self {
        if error == PolicyError::IdMismatch {
            let message = "the policy's id does not belong to its content";
            Self::new(Code::PolicyMismatch, message)
        } else {
            Self::invalid_argument("not a policy")
        }
    }
}

impl From<tsify::Error> for SdkError {
    fn from(error: tsify::Error) -> Self {
        Self::invalid_argument(error)
    }
}

impl From<SdkError> for JsValue {
    fn from(error: SdkError) -> Self {
        let thrown = js_sys::Error::new(&error.message);
        // Setting a property of a new object cannot fail.
        let _set = js_sys::Reflect::set(&thrown, &"code".into(), &error.code.as_str().into());
        thrown.into()
    }
}
