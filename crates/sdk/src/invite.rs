//! Invite tokens.

use hallpass_core::token::invite;
use hallpass_core::{AccountId, InviteId, PolicyId, RoleName, Timestamp};
use serde::Serialize;
use tsify::{Ts, Tsify};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::{SdkError, key_set, whole_seconds};

/// What an invite token says, once its signature is verified.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedInvite {
    #[tsify(type = "string")]
    id: InviteId,
    account: InvitedAccount,
    #[tsify(type = "string")]
    role: RoleName,
    inviter: Inviter,
    /// The masked address that it is for; absent for a link invite.
    #[tsify(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
    #[tsify(type = "string")]
    policy_id: PolicyId,
    /// When the token, not the invite, expires.
    #[tsify(type = "string")]
    expires_at: Timestamp,
    /// The token has expired: open the link again, or use the inbox.
    expired: bool,
}

/// The account that an invite is to.
#[derive(Serialize, Tsify)]
pub struct InvitedAccount {
    #[tsify(type = "string")]
    id: AccountId,
    name: String,
}

/// Who created an invite, as its token names them.
#[derive(Serialize, Tsify)]
pub struct Inviter {
    name: String,
}

impl VerifiedInvite {
    fn new(verified: &invite::VerifiedInvite, now_seconds: i64) -> Self {
        let claims = verified.claims();
        let expires_ms = claims.expires_seconds.saturating_mul(1000);
        Self {
            id: claims.invite,
            account: InvitedAccount {
                id: claims.account,
                name: claims.team_name.clone(),
            },
            role: claims.role.clone(),
            inviter: Inviter {
                name: claims.inviter_name.clone(),
            },
            hint: claims.hint.clone(),
            policy_id: claims.policy.clone(),
            expires_at: Timestamp::from_milliseconds(expires_ms),
            expired: verified.expired(now_seconds),
        }
    }
}

/// Verifies an invite token with the edge's key set.
///
/// A token that has expired is returned with `expired: true`, because its invite may still be open.
///
/// # Errors
/// `token_invalid` for a token that does not verify; `unavailable` for a key set that cannot be used.
#[wasm_bindgen(js_name = verifyInvite)]
pub fn verify_invite(
    token: &str,
    jwks: &str,
    issuer: &str,
    #[wasm_bindgen(js_name = nowSeconds)] now_seconds: f64,
) -> Result<Ts<VerifiedInvite>, SdkError> {
    let keys = key_set::parse(jwks)?;
    let now_seconds = whole_seconds(now_seconds);
    let verified = invite::verify(token, &keys, issuer, now_seconds)?;
    Ok(VerifiedInvite::new(&verified, now_seconds).into_ts()?)
}
