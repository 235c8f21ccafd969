//! Why a request is not authenticated.

use hallpass_core::Code;

use crate::error::InternalError;
use crate::http::ApiError;

/// Why a request is not authenticated.
#[derive(Debug)]
pub(crate) enum IdentityError {
    /// There is no identity token.
    Absent,
    /// The token is malformed, or not one of these providers'.
    Invalid,
    /// The token has expired.
    Expired,
    /// The provider's keys could not be fetched, so the token could not be verified.
    KeysUnavailable(InternalError),
}

impl IdentityError {
    /// The code of the response.
    pub(crate) const fn code(&self) -> Code {
        match self {
            Self::Absent => Code::NotSignedIn,
            Self::Invalid => Code::TokenInvalid,
            Self::Expired => Code::TokenExpired,
            Self::KeysUnavailable(_) => Code::Unavailable,
        }
    }
}

impl From<IdentityError> for ApiError {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::KeysUnavailable(error) => error.into(),
            IdentityError::Absent | IdentityError::Invalid | IdentityError::Expired => {
                error.code().into()
            }
        }
    }
}
