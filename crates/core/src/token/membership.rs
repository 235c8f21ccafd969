//! Membership tokens: a user, an account, and what the user may do in it, valid for about a minute.

use alloc::string::String;

use super::{TokenError, check_issued, jws};
use crate::key::VerifyingKeys;
use crate::permission::{PermissionSet, RoleName};
use crate::{AccountId, Kind, Policy, PolicyId, UserId, limits};

/// The `typ` of a membership token.
pub const TYP: &str = "membership+jwt";

/// The claims of a membership token. Verifiers ignore unknown claims.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MembershipClaims {
    /// `iss`: the edge that minted it, its `EDGE_ORIGIN`.
    pub issuer: String,
    /// `aud`: the policy's audience. One string, never a list.
    pub audience: String,
    /// `sub`: the member.
    pub user: UserId,
    /// `acc`: the account.
    pub account: AccountId,
    /// `kind`: personal or team.
    pub kind: Kind,
    /// `role`: the member's role.
    pub role: RoleName,
    /// `perm`: the role's permissions, as bits of the policy `pol`.
    pub permissions: PermissionSet,
    /// `epoch`: the account's epoch when the token was minted.
    pub epoch: u64,
    /// `pol`: the policy that the bits of `perm` belong to.
    pub policy: PolicyId,
    /// `iat`: when it was minted, in seconds since 1970.
    pub issued_seconds: i64,
    /// `exp`: its end, in seconds since 1970: at most [`limits::MEMBERSHIP_TOKEN_SECONDS`] after `iat`.
    pub expires_seconds: i64,
    /// `jti`: its unique id.
    pub token_id: String,
}

/// A verified membership token.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedMembership(MembershipClaims);

impl VerifiedMembership {
    /// The claims.
    #[must_use]
    pub const fn claims(&self) -> &MembershipClaims {
        &self.0
    }

    /// Checks what depends on the time: that `iat` is at most a minute ahead, and that it has not expired.
    ///
    /// # Errors
    /// [`TokenError::Invalid`] for a future `iat`, [`TokenError::Expired`] when it has expired.
    pub fn check(&self, now_seconds: i64) -> Result<(), TokenError> {
        check_issued(self.0.issued_seconds, now_seconds)?;
        if now_seconds >= self.0.expires_seconds {
            return Err(TokenError::Expired);
        }
        Ok(())
    }
}

impl MembershipClaims {
    /// The permissions under a verifier's policy: the token's bits if they belong to that policy, else the permissions of
    /// its role there.
    #[must_use]
    pub fn permissions_under(&self, policy: &Policy) -> PermissionSet {
        if self.policy == *policy.id() {
            self.permissions
        } else {
            policy.set_of(&self.role)
        }
    }
}

#[cfg(feature = "sign")]
impl MembershipClaims {
    /// Signs the token with the first of `keys`.
    #[must_use]
    pub fn seal(&self, keys: &crate::key::SigningKeys) -> String {
        let claims = jws::Claims::default()
            .text("iss", &self.issuer)
            .text("aud", &self.audience)
            .text("sub", &self.user)
            .text("acc", self.account)
            .text("kind", kind_word(self.kind))
            .text("role", &self.role)
            .text("perm", self.permissions.to_claim())
            .count("epoch", self.epoch)
            .text("pol", &self.policy)
            .integer("iat", self.issued_seconds)
            .integer("exp", self.expires_seconds)
            .text("jti", &self.token_id);
        jws::seal(TYP, &claims, keys)
    }
}

/// Verifies a membership token: form, key, signature, `typ`, the type of each claim, `iss`, `aud`, that `iat`
/// is at most a minute ahead and `exp` at most five minutes after it, and last that `exp` is still to come, without
/// leeway.
///
/// # Errors
/// [`TokenError::Expired`] when nothing is wrong but its age; else [`TokenError::Invalid`].
pub fn verify(
    token: &str,
    keys: &VerifyingKeys,
    issuer: &str,
    audience: &str,
    now_seconds: i64,
) -> Result<VerifiedMembership, TokenError> {
    let mut members = jws::open(token, TYP, keys)?;
    let perm = members.take_text("perm")?;
    let claims = MembershipClaims {
        issuer: members.take_text("iss")?,
        audience: members.take_text("aud")?,
        user: members.take_parsed("sub")?,
        account: members.take_parsed("acc")?,
        kind: kind_of(&members.take_text("kind")?)?,
        role: members.take_parsed("role")?,
        permissions: PermissionSet::from_claim(&perm).map_err(|_| TokenError::Invalid)?,
        epoch: members.take_count("epoch")?,
        policy: members.take_parsed("pol")?,
        issued_seconds: members.take_integer("iat")?,
        expires_seconds: members.take_integer("exp")?,
        token_id: members.take_text("jti")?,
    };
    if claims.issuer != issuer || claims.audience != audience {
        return Err(TokenError::Invalid);
    }
    check_life(&claims)?;
    let verified = VerifiedMembership(claims);
    verified.check(now_seconds)?;
    Ok(verified)
}

/// A stolen token must end soon, even one that was signed by mistake or with a stolen key.
const fn check_life(claims: &MembershipClaims) -> Result<(), TokenError> {
    let seconds = claims.expires_seconds.saturating_sub(claims.issued_seconds);
    if seconds <= limits::MEMBERSHIP_TOKEN_SECONDS {
        Ok(())
    } else {
        Err(TokenError::Invalid)
    }
}

#[cfg(feature = "sign")]
const fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Personal => "personal",
        Kind::Team => "team",
    }
}

fn kind_of(word: &str) -> Result<Kind, TokenError> {
    match word {
        "personal" => Ok(Kind::Personal),
        "team" => Ok(Kind::Team),
        _ => Err(TokenError::Invalid),
    }
}

#[cfg(all(test, feature = "policy-toml"))]
mod tests;
