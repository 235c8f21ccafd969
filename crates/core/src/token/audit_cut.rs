//! Audit cuts: how many of an account's oldest audit events were removed, and the hash from which its chain continues.
//!
//! It is signed when the log is read. With it a reader verifies the rest of the log, and tells a removal that the operator's
//! setting allows from tampering.

#[cfg(feature = "sign")]
use alloc::string::String;

use super::{CLOCK_SKEW_SECONDS, TokenError, audit_head, check_issued, jws};
use crate::audit::Cut;
use crate::key::VerifyingKeys;
use crate::{AccountId, Timestamp, limits};

/// The `typ` of an audit cut.
pub const TYP: &str = "audit-cut+jwt";

/// The claims of an audit cut. The set is closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuditCutClaims {
    /// `acc`: the account.
    pub account: AccountId,
    /// `count` and `hash`: the number of the last event that was removed, which is how many were, and its hash; `at`: when it
    /// was removed, in seconds since 1970.
    pub cut: Cut,
    /// `iat`: when it was signed, in seconds since 1970. It does not expire.
    pub issued_seconds: i64,
}

/// What a verified cut says about a head that a reader stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoredHead {
    /// It is on the part of the chain that is still there, or where that begins.
    OnChain,
    /// The events up to it were removed, and old enough for that: nothing is left to compare it with.
    Cut,
    /// The events after it were removed, although they were younger than an operator's setting can say: the log was tampered
    /// with.
    CutTooEarly,
}

/// A verified audit cut.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedAuditCut(AuditCutClaims);

impl VerifiedAuditCut {
    /// The claims.
    #[must_use]
    pub const fn claims(&self) -> &AuditCutClaims {
        &self.0
    }

    /// Judges a signed head that a reader stored, of `count` events and signed at `issued_seconds`. Every later event was
    /// written after it was signed.
    #[must_use]
    pub const fn judge(&self, count: u64, issued_seconds: i64) -> StoredHead {
        let oldest_kept_seconds = self
            .0
            .issued_seconds
            .saturating_sub(limits::AUDIT_RETENTION_SECONDS_LEAST)
            .saturating_add(CLOCK_SKEW_SECONDS);
        if count >= self.0.cut.head.count {
            StoredHead::OnChain
        } else if issued_seconds <= oldest_kept_seconds {
            StoredHead::Cut
        } else {
            StoredHead::CutTooEarly
        }
    }
}

#[cfg(feature = "sign")]
impl AuditCutClaims {
    /// Signs the token with the first of `keys`.
    #[must_use]
    pub fn seal(&self, keys: &crate::key::SigningKeys) -> String {
        let last = audit_head::AuditHeadClaims {
            account: self.account,
            head: self.cut.head,
            issued_seconds: self.issued_seconds,
        };
        let claims = last.to_claims().integer("at", self.cut.at.seconds());
        jws::seal(TYP, &claims, keys)
    }
}

/// Verifies an audit cut: form, key, signature, `typ`, the closed set of claims, and that `iat` is at most a minute ahead.
///
/// # Errors
/// [`TokenError::Invalid`] for any other token.
pub fn verify(
    token: &str,
    keys: &VerifyingKeys,
    now_seconds: i64,
) -> Result<VerifiedAuditCut, TokenError> {
    let mut members = jws::open(token, TYP, keys)?;
    let last = audit_head::take_claims(&mut members)?;
    let at_seconds = members.take_integer("at")?;
    members.finish()?;
    check_issued(last.issued_seconds, now_seconds)?;
    Ok(VerifiedAuditCut(AuditCutClaims {
        account: last.account,
        cut: Cut {
            head: last.head,
            at: Timestamp::from_milliseconds(0).plus_seconds(at_seconds),
        },
        issued_seconds: last.issued_seconds,
    }))
}

#[cfg(all(test, feature = "sign"))]
mod tests {
    use super::*;
    use crate::audit::{Hash, Head};
    use crate::key::{SigningKeys, new_key_set};

    const NOW: i64 = 1_800_000_000;
    const DAY: i64 = 86_400;

    fn verified() -> VerifiedAuditCut {
        let keys = SigningKeys::from_json(&new_key_set(&[7; 32])).unwrap();
        let claims = AuditCutClaims {
            account: AccountId::from_bytes([7; 16]),
            cut: Cut {
                head: Head {
                    count: 40,
                    hash: Hash::from_bytes([1; 32]),
                },
                at: Timestamp::from_milliseconds((NOW - 100) * 1000),
            },
            issued_seconds: NOW,
        };
        let verified = verify(&claims.seal(&keys), keys.verifying(), NOW).unwrap();
        assert_eq!(*verified.claims(), claims);
        verified
    }

    #[test]
    fn a_stored_head_is_on_the_chain_or_below_the_cut() {
        let cut = verified();
        for count in [40, 41, 1_000] {
            assert_eq!(cut.judge(count, NOW), StoredHead::OnChain, "{count}");
        }
        for count in [0, 1, 39] {
            let long_ago = NOW - 90 * DAY;
            assert_eq!(cut.judge(count, long_ago), StoredHead::Cut, "{count}");
        }
    }

    #[test]
    fn events_cannot_be_removed_that_are_younger_than_thirty_days() {
        let cut = verified();
        let youngest = NOW - 30 * DAY + 60;
        assert_eq!(cut.judge(39, youngest), StoredHead::Cut);
        assert_eq!(cut.judge(39, youngest + 1), StoredHead::CutTooEarly);
        assert_eq!(cut.judge(39, NOW), StoredHead::CutTooEarly);
        assert_eq!(cut.judge(40, NOW), StoredHead::OnChain);
    }
}
