//! Audit heads: the signed head of an account's audit chain at a given time.
//!
//! With a stored audit head a reader can prove later that an earlier event was changed or removed.

#[cfg(feature = "sign")]
use alloc::string::String;

use super::json::{NotStrict, Object};
use super::{TokenError, check_issued, jws};
use crate::AccountId;
use crate::audit::Head;
use crate::key::VerifyingKeys;

/// The `typ` of an audit head.
pub const TYP: &str = "audit-head+jwt";

/// The claims of an audit head. The set is closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditHeadClaims {
    /// `acc`: the account.
    pub account: AccountId,
    /// `count` and `hash`: the number of events, and the hash of the last one.
    pub head: Head,
    /// `iat`: when it was signed, in seconds since 1970. It does not expire.
    pub issued_seconds: i64,
}

/// A verified audit head.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedAuditHead(AuditHeadClaims);

impl VerifiedAuditHead {
    /// The claims.
    #[must_use]
    pub const fn claims(&self) -> &AuditHeadClaims {
        &self.0
    }
}

#[cfg(feature = "sign")]
impl AuditHeadClaims {
    /// Signs the token with the first of `keys`.
    #[must_use]
    pub fn seal(&self, keys: &crate::key::SigningKeys) -> String {
        jws::seal(TYP, &self.to_claims(), keys)
    }

    /// The claims of a new token. An audit cut has them, too.
    pub(super) fn to_claims(&self) -> jws::Claims {
        jws::Claims::default()
            .text("acc", self.account)
            .count("count", self.head.count)
            .text("hash", self.head.hash)
            .integer("iat", self.issued_seconds)
    }
}

/// Verifies an audit head: form, key, signature, `typ`, the closed set of claims, and that `iat` is at most a minute
/// ahead.
///
/// # Errors
/// [`TokenError::Invalid`] for any other token.
pub fn verify(
    token: &str,
    keys: &VerifyingKeys,
    now_seconds: i64,
) -> Result<VerifiedAuditHead, TokenError> {
    let mut members = jws::open(token, TYP, keys)?;
    let claims = take_claims(&mut members)?;
    members.finish()?;
    check_issued(claims.issued_seconds, now_seconds)?;
    Ok(VerifiedAuditHead(claims))
}

/// Takes the claims of an audit head. An audit cut has them, too.
///
/// # Errors
/// When one of them is missing or of another type.
pub(super) fn take_claims(members: &mut Object) -> Result<AuditHeadClaims, NotStrict> {
    Ok(AuditHeadClaims {
        account: members.take_parsed("acc")?,
        head: Head {
            count: members.take_count("count")?,
            hash: members.take_parsed("hash")?,
        },
        issued_seconds: members.take_integer("iat")?,
    })
}
