//! Hallpass's own tokens: compact JWS with Ed25519, verified by the same code in the browser and at the edge.
//!
//! A verified token has a type of its own, which only `verify` can make. Each kind of token has its own `typ`, so that none
//! is accepted as another.

pub mod audit_cut;
pub mod audit_head;
#[cfg(feature = "token-cache")]
pub mod cache;
pub mod invite;
pub mod json;
mod jws;
pub mod membership;
pub mod review;

use core::fmt;

use crate::Code;

pub use json::JSON_DEPTH;

/// The maximum length of a token, in bytes.
pub const TOKEN_BYTES: usize = 4096;
/// How far in the future `iat` may be, in seconds, since clocks differ.
pub const CLOCK_SKEW_SECONDS: i64 = 60;

/// Why a token is refused.
///
/// Forged, malformed and foreign tokens give the same error, so that their sender learns nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// It is not a token of this kind, for this issuer and audience, that one of the keys signed.
    Invalid,
    /// It is valid apart from having expired.
    Expired,
}

impl TokenError {
    /// The error code for the caller.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::Invalid => Code::TokenInvalid,
            Self::Expired => Code::TokenExpired,
        }
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "the token is not valid",
            Self::Expired => "the token has expired",
        })
    }
}

impl core::error::Error for TokenError {}

impl From<json::NotStrict> for TokenError {
    fn from(_: json::NotStrict) -> Self {
        Self::Invalid
    }
}

/// Refuses a token whose `iat` is further in the future than clocks may differ.
const fn check_issued(issued_seconds: i64, now_seconds: i64) -> Result<(), TokenError> {
    if issued_seconds <= now_seconds.saturating_add(CLOCK_SKEW_SECONDS) {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}
