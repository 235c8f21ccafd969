//! Tokens, verified by the same code as at the edge.

use std::cell::RefCell;
use std::rc::Rc;

use hallpass_core::key::VerifyingKeys;
use hallpass_core::token::audit_head::{self, AuditHeadClaims};
use hallpass_core::token::json::{NotStrict, Object};
use hallpass_core::token::{invite, membership};
use hallpass_core::{Code, Timestamp, canonical};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::Failure;

/// Verifies an invite token with the edge's key set and gives what a join page shows:
/// `{id, account: {id, name}, role, inviter: {name}, hint?, policyId, expiresSeconds, expired}`.
///
/// A token past its end is given too, with `expired: true`: its invite may well be open still.
///
/// # Errors
/// `token_invalid` for whatever is wrong with the token; `unavailable` for a key set that cannot be used.
#[wasm_bindgen(js_name = verifyInvite)]
pub fn verify_invite(
    token: &str,
    jwks: &str,
    issuer: &str,
    now_seconds: f64,
) -> Result<String, Failure> {
    let (told, expires_seconds) = invite_told(token, jwks, issuer, now_seconds)?;
    let told = told.with("expiresSeconds", expires_seconds);
    Ok(canonical::object_to_string(&told))
}

/// The same for a page that has opened a link: takes `{token, keys, issuer}`, with `keys` the edge's key set as text,
/// and gives the time of the end as `expiresAt`. `"closed"` for a token that is not genuine.
///
/// # Errors
/// `unavailable` for a key set that cannot be used; `invalid_request` for text that is not that.
#[wasm_bindgen(js_name = readInvite)]
pub fn read_invite(asked: &str, now_seconds: f64) -> Result<String, Failure> {
    let texts = |mut json: Object| {
        Ok((
            json.take_text("token")?,
            json.take_text("keys")?,
            json.take_text("issuer")?,
        ))
    };
    let (token, keys, issuer) = Object::parse(asked)
        .and_then(texts)
        .map_err(|NotStrict| Failure::misused("not an opened link"))?;
    match invite_told(&token, &keys, &issuer, now_seconds) {
        Ok((told, expires_seconds)) => {
            let ends = Timestamp::from_milliseconds(expires_seconds.saturating_mul(1000));
            Ok(canonical::object_to_string(
                &told.with("expiresAt", ends.to_string()),
            ))
        }
        // Only what is surely not genuine is closed; keys that cannot be used say nothing.
        Err(failure) if failure.code() == Code::TokenInvalid => Ok(r#""closed""#.into()),
        Err(failure) => Err(failure),
    }
}

/// What an invite token says, and when it ends.
fn invite_told(
    token: &str,
    jwks: &str,
    issuer: &str,
    now_seconds: f64,
) -> Result<(Object, i64), Failure> {
    let now_seconds = whole(now_seconds);
    let verified = invite::verify(token, &*keys(jwks)?, issuer, now_seconds)?;
    let claims = verified.claims();
    let account = Object::default()
        .with("id", claims.account.to_string())
        .with("name", claims.team_name.as_str());
    let told = Object::default()
        .with("id", claims.invite.to_string())
        .with("account", account)
        .with("role", claims.role.as_str())
        .with(
            "inviter",
            Object::default().with("name", claims.inviter_name.as_str()),
        )
        .with_optional("hint", claims.hint.as_deref())
        .with("policyId", claims.policy.as_str())
        .with("expired", verified.expired(now_seconds));
    Ok((told, claims.expires_seconds))
}

/// Verifies a membership token with the edge's key set and gives its claims:
/// `{user, account, kind, role, perm, policyId, epoch, issuedSeconds, expiresSeconds}`.
///
/// `perm` is a bit set of the policy that `policyId` names, and of no other.
///
/// # Errors
/// `token_expired` when nothing is wrong but its age, else `token_invalid`; `unavailable` for a key set that
/// cannot be used.
#[wasm_bindgen(js_name = verifyMembership)]
pub fn verify_membership(
    token: &str,
    jwks: &str,
    issuer: &str,
    audience: &str,
    now_seconds: f64,
) -> Result<String, Failure> {
    let verified = membership::verify(token, &*keys(jwks)?, issuer, audience, whole(now_seconds))?;
    let claims = verified.claims();
    let told = Object::default()
        .with("user", claims.user.as_str())
        .with("account", claims.account.to_string())
        .with("kind", claims.kind.as_str())
        .with("role", claims.role.as_str())
        .with("perm", claims.permissions.to_claim())
        .with("policyId", claims.policy.as_str())
        .with("epoch", claims.epoch)
        .with("issuedSeconds", claims.issued_seconds)
        .with("expiresSeconds", claims.expires_seconds);
    Ok(canonical::object_to_string(&told))
}

/// Verifies the signed head of an account's audit chain and gives `{account, count, hash, issuedSeconds}`.
///
/// # Errors
/// `token_invalid` for whatever is wrong with it; `unavailable` for a key set that cannot be used.
#[wasm_bindgen(js_name = verifyAuditHead)]
pub fn verify_audit_head(token: &str, jwks: &str, now_seconds: f64) -> Result<String, Failure> {
    let claims = audit_head_claims(token, jwks, now_seconds)?;
    let told = Object::default()
        .with("account", claims.account.to_string())
        .with("count", claims.head.count)
        .with("hash", claims.head.hash.to_string())
        .with("issuedSeconds", claims.issued_seconds);
    Ok(canonical::object_to_string(&told))
}

pub(crate) fn audit_head_claims(
    token: &str,
    jwks: &str,
    now_seconds: f64,
) -> Result<AuditHeadClaims, Failure> {
    let verified = audit_head::verify(token, &*keys(jwks)?, whole(now_seconds))?;
    Ok(verified.claims().clone())
}

/// Key sets that are kept as read: a server asks about thousands of tokens with one and the same.
const KEPT: usize = 4;

thread_local! {
    static SETS: RefCell<Vec<(String, Rc<VerifyingKeys>)>> = const { RefCell::new(Vec::new()) };
}

/// The keys of this text, read once.
fn keys(jwks: &str) -> Result<Rc<VerifyingKeys>, Failure> {
    SETS.with_borrow_mut(|sets| {
        if let Some((_, keys)) = sets.iter().find(|(text, _)| text == jwks) {
            return Ok(Rc::clone(keys));
        }
        let keys = VerifyingKeys::from_jwks(jwks);
        let keys = Rc::new(keys.map_err(|error| Failure::new(Code::Unavailable, error))?);
        if sets.len() == KEPT {
            sets.remove(0);
        }
        sets.push((jwks.into(), Rc::clone(&keys)));
        Ok(keys)
    })
}

/// JavaScript's number as whole seconds. What is no number is 1970, before every token's `iat`.
#[expect(
    clippy::cast_possible_truncation,
    reason = "rounds down and saturates, as wanted"
)]
const fn whole(seconds: f64) -> i64 {
    seconds as i64
}
