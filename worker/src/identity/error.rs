//! Why a request is not authenticated.

use hallpass_core::Code;
use hallpass_core::identity::{RejectedToken, Rejection};

use crate::error::InternalError;
use crate::http::ApiError;

/// Why a request is not authenticated.
#[derive(Debug)]
pub(crate) enum IdentityError {
    /// There is no identity token.
    Absent,
    /// The token is refused.
    Rejected(Box<RejectedToken>),
    /// The provider's keys could not be fetched, so the token could not be verified.
    KeysUnavailable(InternalError),
}

impl IdentityError {
    /// The code of the response.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::Absent => Code::NotSignedIn,
            Self::Rejected(rejected) => rejected.rejection.code(),
            Self::KeysUnavailable(_) => Code::Unavailable,
        }
    }
}

impl From<Rejection> for IdentityError {
    fn from(rejection: Rejection) -> Self {
        Self::Rejected(Box::new(rejection.into()))
    }
}

impl From<IdentityError> for ApiError {
    fn from(error: IdentityError) -> Self {
        let code = error.code();
        match error {
            IdentityError::KeysUnavailable(error) => error.into(),
            IdentityError::Absent => Self::Unauthenticated(code, None),
            IdentityError::Rejected(rejected) => Self::Unauthenticated(code, Some(rejected)),
        }
    }
}
