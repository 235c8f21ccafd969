//! Hallpass's own tokens: compact JWS with Ed25519, read by one strict parser on both sides.
//!
//! A token is text until `verify` has seen it; what `verify` gives back is another type, which nothing
//! else can make. Each purpose has its own `typ`, so no token passes for another.

pub mod audit_head;
#[cfg(feature = "token-cache")]
pub mod cache;
pub mod invite;
pub mod json;
mod jws;
pub mod membership;

use core::fmt;

use crate::Code;

/// A token, in bytes, at most.
pub const TOKEN_BYTES: usize = 4096;
/// How deep the JSON of a token may nest, the outermost object being the first level.
pub const JSON_DEPTH: usize = 8;
/// How far in the future a token may claim to have been issued: what clocks may differ by, in seconds.
pub const CLOCK_SKEW_SECONDS: i64 = 60;

/// Why a token was refused.
///
/// A forged, a malformed and a foreign token are not told apart: whoever sent one learns nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenError {
    /// Not a token of this kind that one of our keys signed for us.
    Invalid,
    /// A good one, past its end.
    Expired,
}

impl TokenError {
    /// The code for the caller.
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

/// Refuses a token that claims to be issued later than the clocks may differ.
const fn check_issued(issued_seconds: i64, now_seconds: i64) -> Result<(), TokenError> {
    if issued_seconds <= now_seconds.saturating_add(CLOCK_SKEW_SECONDS) {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}
