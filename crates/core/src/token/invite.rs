//! Invite tokens, which the edge mints when a valid link is opened and the join page shows.

use alloc::string::String;

use super::{TokenError, check_issued, jws};
use crate::key::VerifyingKeys;
use crate::permission::RoleName;
use crate::{AccountId, InviteId, PolicyId, limits};

/// The `typ` of an invite token.
pub const TYP: &str = "invite+jwt";

/// The claims of an invite token. The set is closed: a new claim needs a new `typ`.
///
/// Accepting relies on `iss`, `exp`, `jti` and `gen`. The other claims are only shown.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InviteClaims {
    /// `iss`: the edge that minted it, its `EDGE_ORIGIN`.
    pub issuer: String,
    /// `jti`: the invite.
    pub invite: InviteId,
    /// `acc`: the inviting account. Always the one in the invite's id.
    pub account: AccountId,
    /// `gen`: the generation of the link that was opened.
    pub generation: u32,
    /// `name`: the team's name.
    pub team_name: String,
    /// `role`: the role offered.
    pub role: RoleName,
    /// `inv`: the inviter's name.
    pub inviter_name: String,
    /// `hint`: the masked address; `None` for link invites.
    pub hint: Option<String>,
    /// `iat`: when it was minted, in seconds since 1970.
    pub issued_seconds: i64,
    /// `exp`: its expiry, in seconds since 1970: at most a day after `iat`, and not after the invite's own.
    pub expires_seconds: i64,
    /// `pol`: the policy that `role` belongs to. A token is valid under any policy.
    pub policy: PolicyId,
}

/// A verified invite token, which may have expired: accepting checks that last.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VerifiedInvite(InviteClaims);

impl VerifiedInvite {
    /// The claims.
    #[must_use]
    pub const fn claims(&self) -> &InviteClaims {
        &self.0
    }

    /// Whether it has expired, without leeway.
    #[must_use]
    pub const fn expired(&self, now_seconds: i64) -> bool {
        now_seconds >= self.0.expires_seconds
    }
}

#[cfg(feature = "sign")]
impl InviteClaims {
    /// Signs the token with the first of `keys`.
    #[must_use]
    pub fn seal(&self, keys: &crate::key::SigningKeys) -> String {
        let claims = jws::Claims::default()
            .text("iss", &self.issuer)
            .text("jti", self.invite)
            .text("acc", self.account)
            .count("gen", self.generation.into())
            .text("name", &self.team_name)
            .text("role", &self.role)
            .text("inv", &self.inviter_name)
            .optional_text("hint", self.hint.as_deref())
            .integer("iat", self.issued_seconds)
            .integer("exp", self.expires_seconds)
            .text("pol", &self.policy);
        jws::seal(TYP, &claims, keys)
    }
}

/// Verifies an invite token: form, key, signature, `typ`, the closed set of claims, `iss`, and that `iat` is
/// at most a minute ahead. Its expiry is left to [`VerifiedInvite::expired`].
///
/// # Errors
/// [`TokenError::Invalid`] for any other token.
pub fn verify(
    token: &str,
    keys: &VerifyingKeys,
    issuer: &str,
    now_seconds: i64,
) -> Result<VerifiedInvite, TokenError> {
    let mut members = jws::open(token, TYP, keys)?;
    let claims = InviteClaims {
        issuer: members.take_text("iss")?,
        invite: members.take_parsed("jti")?,
        account: members.take_parsed("acc")?,
        generation: u32::try_from(members.take_count("gen")?).map_err(|_| TokenError::Invalid)?,
        team_name: members.take_text("name")?,
        role: members.take_parsed("role")?,
        inviter_name: members.take_text("inv")?,
        hint: members.take_optional_text("hint")?,
        issued_seconds: members.take_integer("iat")?,
        expires_seconds: members.take_integer("exp")?,
        policy: members.take_parsed("pol")?,
    };
    members.finish()?;
    check_issued(claims.issued_seconds, now_seconds)?;
    let own = claims.issuer == issuer && claims.invite.account() == claims.account;
    if !own || claims.generation > limits::GENERATIONS {
        return Err(TokenError::Invalid);
    }
    Ok(VerifiedInvite(claims))
}
