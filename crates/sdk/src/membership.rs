//! Membership tokens.

use hallpass_core::token::membership;
use hallpass_core::{AccountId, Kind, PolicyId, ProjectId, RoleName, UserId};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{SdkError, key_set, whole_seconds};

/// What a verified membership token says.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct MembershipClaims {
    #[tsify(type = "string")]
    user: UserId,
    #[tsify(type = "string")]
    account: AccountId,
    #[tsify(type = "'personal' | 'team'")]
    kind: Kind,
    #[tsify(type = "string")]
    role: RoleName,
    /// A bit set in base64url. Its bits are those of the policy that `policyId` names, and of no other.
    permission_bits: String,
    /// The project that the token is for.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    project: Option<ProjectClaims>,
    #[tsify(type = "string")]
    policy_id: PolicyId,
    epoch: u64,
    issued_seconds: i64,
    expires_seconds: i64,
}

/// What a verified membership token says of its project.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ProjectClaims {
    #[tsify(type = "string")]
    id: ProjectId,
    /// All that the member may do in the project, as a bit set of the same policy.
    permission_bits: String,
}

impl From<&membership::ProjectClaims> for ProjectClaims {
    fn from(claims: &membership::ProjectClaims) -> Self {
        Self {
            id: claims.id,
            permission_bits: claims.permissions.to_claim(),
        }
    }
}

impl From<&membership::MembershipClaims> for MembershipClaims {
    fn from(claims: &membership::MembershipClaims) -> Self {
        Self {
            user: claims.user.clone(),
            account: claims.account,
            kind: claims.kind,
            role: claims.role.clone(),
            permission_bits: claims.permissions.to_claim(),
            project: claims.project.as_ref().map(ProjectClaims::from),
            policy_id: claims.policy.clone(),
            epoch: claims.epoch,
            issued_seconds: claims.issued_seconds,
            expires_seconds: claims.expires_seconds,
        }
    }
}

/// Verifies a membership token with the edge's key set.
///
/// # Errors
/// `token_expired` when nothing but its age is wrong, else `token_invalid`; `unavailable` for a key set that cannot be
/// used.
#[wasm_bindgen(js_name = verifyMembership)]
pub fn verify_membership(
    token: &str,
    jwks: &str,
    issuer: &str,
    audience: &str,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
) -> Result<Ts<MembershipClaims>, SdkError> {
    let keys = key_set::parse(jwks)?;
    let now_seconds = whole_seconds(now_seconds);
    let verified = membership::verify(token, &keys, issuer, audience, now_seconds)?;
    Ok(MembershipClaims::from(verified.claims()).into_ts()?)
}
