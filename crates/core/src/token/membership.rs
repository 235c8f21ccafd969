//! Membership tokens: a user, an account, and what the user may do in it, valid for about a minute.

use alloc::string::String;
use core::fmt;

use super::json::Object;
use super::{TokenError, check_issued, jws};
use crate::key::VerifyingKeys;
use crate::permission::{PermissionSet, RoleName};
use crate::{AccountId, Code, Kind, Policy, PolicyId, ProjectId, UserId, limits};

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
    /// `role`: the member's role; `custom` for a list of permissions.
    pub role: RoleName,
    /// `perm`: the permissions of the role or list, as bits of the policy `pol`. Those of project scope count in every
    /// project.
    pub permissions: PermissionSet,
    /// `prj` and `prjPerm`: the project that the token is for. A token has both claims or neither.
    pub project: Option<ProjectClaims>,
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

/// What a membership token says of the one project that it is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ProjectClaims {
    /// `prj`: the project.
    pub id: ProjectId,
    /// `prjPerm`: all that the member may do in it, as bits of the policy `pol`. Only those of project scope count.
    pub permissions: PermissionSet,
}

/// A token's bits belong to a policy that the verifier does not know, so nothing can be read from them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownPolicy;

impl UnknownPolicy {
    /// The error code for the caller: a new token belongs to the current policy.
    #[must_use]
    pub const fn code(self) -> Code {
        Code::StaleEpoch
    }
}

impl fmt::Display for UnknownPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token belongs to a policy that is not known here")
    }
}

impl core::error::Error for UnknownPolicy {}

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
    /// The permissions under a verifier's policy, without those of a project.
    ///
    /// A role has there what that policy gives it. The permissions of a list are read under `own`, the token's own policy,
    /// and count as far as `policy` has permissions of the same names.
    ///
    /// # Errors
    /// [`UnknownPolicy`] for a list when `own` is not the token's policy.
    pub fn permissions_under(
        &self,
        policy: &Policy,
        own: Option<&Policy>,
    ) -> Result<PermissionSet, UnknownPolicy> {
        if self.policy != *policy.id() && !self.role.is_custom() {
            return Ok(policy.set_of(&self.role));
        }
        self.by_name(self.permissions, policy, own)
    }

    /// The permissions in the token's project under a verifier's policy: those of project scope there. A token without a
    /// project has none.
    ///
    /// They are read under `own`, the token's own policy, and count by name, whatever the role.
    ///
    /// # Errors
    /// [`UnknownPolicy`] when neither policy is the token's.
    pub fn project_permissions_under(
        &self,
        policy: &Policy,
        own: Option<&Policy>,
    ) -> Result<PermissionSet, UnknownPolicy> {
        let Some(project) = &self.project else {
            return Ok(PermissionSet::EMPTY);
        };
        let held = self.by_name(project.permissions, policy, own)?;
        Ok(held.intersection(policy.project_scope()))
    }

    /// A set of the token's policy as a set of `policy`, by the names of the permissions.
    fn by_name(
        &self,
        set: PermissionSet,
        policy: &Policy,
        own: Option<&Policy>,
    ) -> Result<PermissionSet, UnknownPolicy> {
        if self.policy == *policy.id() {
            return Ok(set);
        }
        let own = own.filter(|own| self.policy == *own.id());
        let own = own.ok_or(UnknownPolicy)?;
        Ok(policy.set_named(&own.names_of(set)))
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
            .text("perm", self.permissions.to_claim());
        let claims = match &self.project {
            Some(project) => claims
                .text("prj", project.id)
                .text("prjPerm", project.permissions.to_claim()),
            None => claims,
        };
        let claims = claims
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
    let permissions = permission_set(&members.take_text("perm")?)?;
    let project = project_claims(&mut members)?;
    let claims = MembershipClaims {
        issuer: members.take_text("iss")?,
        audience: members.take_text("aud")?,
        user: members.take_parsed("sub")?,
        account: members.take_parsed("acc")?,
        kind: kind_of(&members.take_text("kind")?)?,
        role: members.take_parsed("role")?,
        permissions,
        project,
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

/// The claims of the token's project: both or neither.
fn project_claims(members: &mut Object) -> Result<Option<ProjectClaims>, TokenError> {
    let id = members.take_optional_text("prj")?;
    let permissions = members.take_optional_text("prjPerm")?;
    match (id, permissions) {
        (None, None) => Ok(None),
        (Some(id), Some(permissions)) => Ok(Some(ProjectClaims {
            id: id.parse().map_err(|_| TokenError::Invalid)?,
            permissions: permission_set(&permissions)?,
        })),
        (Some(_), None) | (None, Some(_)) => Err(TokenError::Invalid),
    }
}

fn permission_set(claim: &str) -> Result<PermissionSet, TokenError> {
    PermissionSet::from_claim(claim).map_err(|_| TokenError::Invalid)
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
