//! JSON Web Tokens of identity providers (RFC 7519). WebCrypto verifies their signatures.

use hallpass_core::token::json::{self, Object, Value};
use hallpass_core::{Timestamp, base64url};
use worker::Context;

use crate::config::Algorithm;

use super::error::IdentityError;
use super::provider::Provider;
use super::subtle;

/// The longest identity token, in bytes.
const TOKEN_BYTES: usize = 8 * 1024;
/// How far a provider's clock may be off, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// The type of an ID token.
const ID_TOKEN: &str = "JWT";
/// The type of an access token.
const ACCESS_TOKEN: &str = "at+jwt";

/// The claims of a token.
pub(super) type Claims = Object;

/// Header parameters that change what a signature covers (RFC 7515 §4.1.11, RFC 7797, RFC 7516 §4.1.3).
const REJECTED_PARAMETERS: [&str; 3] = ["crit", "b64", "zip"];

/// A token whose signature has not been verified.
pub(super) struct UnverifiedToken<'a> {
    /// The `iss` that it claims. It serves only to choose the provider whose keys verify it.
    pub(super) issuer: String,
    signed: &'a str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    key_id: String,
    token_type: Option<String>,
    claims: Claims,
}

impl<'a> UnverifiedToken<'a> {
    /// Parses a token.
    pub(super) fn parse(token: &'a str) -> Result<Self, IdentityError> {
        let invalid = || IdentityError::Invalid;
        if token.len() > TOKEN_BYTES {
            return Err(invalid());
        }
        let (signed, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
        let (header, claims) = signed.split_once('.').ok_or_else(invalid)?;
        let header = decode(header)?;
        if REJECTED_PARAMETERS
            .iter()
            .any(|name| header.get(name).is_some())
        {
            return Err(invalid());
        }
        let parameter = |name: &str| match header.get(name) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(IdentityError::Invalid),
        };
        let algorithm = parameter("alg")?.and_then(Algorithm::from_alg);
        let claims = decode(claims)?;
        let issuer = claims
            .get("iss")
            .and_then(Value::as_text)
            .ok_or_else(invalid)?;
        Ok(Self {
            issuer: issuer.into(),
            signed,
            signature: base64url::decode(signature).map_err(|_| invalid())?,
            algorithm: algorithm.ok_or_else(invalid)?,
            key_id: parameter("kid")?.ok_or_else(invalid)?.into(),
            token_type: parameter("typ")?.map(Into::into),
            claims,
        })
    }

    /// Whether it claims to be for this audience.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        is_for(&self.claims, audience)
    }

    /// The claims, if the provider signed them for its audience and they are valid at `now`.
    pub(super) async fn verify(
        self,
        provider: &Provider,
        now: Timestamp,
        execution: &Context,
    ) -> Result<Claims, IdentityError> {
        // An ID token has the type `JWT` or none; tokens for other purposes have other types. A machine sends an access
        // token, which may have a type of its own (RFC 9068).
        let token_type = self.token_type.as_deref().unwrap_or(ID_TOKEN);
        let is = |expected: &str| token_type.eq_ignore_ascii_case(expected);
        let is_accepted = is(ID_TOKEN) || (provider.users().is_none() && is(ACCESS_TOKEN));
        if !is_accepted || !provider.algorithms.contains(&self.algorithm) {
            return Err(IdentityError::Invalid);
        }
        let key = provider
            .keys
            .find(&self.key_id, self.algorithm, execution)
            .await?
            .ok_or(IdentityError::Invalid)?;
        if !subtle::verifies(
            self.algorithm,
            &key,
            self.signed.as_bytes(),
            &self.signature,
        )
        .await
        {
            return Err(IdentityError::Invalid);
        }
        if !is_for(&self.claims, &provider.audience) {
            return Err(IdentityError::Invalid);
        }
        check_times(&self.claims, now)?;
        Ok(self.claims)
    }
}

/// Decodes the header or the claims. The reader is strict: a key that comes twice could be read in two ways.
fn decode(text: &str) -> Result<Claims, IdentityError> {
    let bytes = base64url::decode(text).map_err(|_| IdentityError::Invalid)?;
    let text = core::str::from_utf8(&bytes).map_err(|_| IdentityError::Invalid)?;
    json::parse_foreign(text, json::whole_seconds)
        .and_then(Value::object)
        .map_err(|_| IdentityError::Invalid)
}

/// Whether `aud` is this audience or contains it.
fn is_for(claims: &Claims, audience: &str) -> bool {
    match claims.get("aud") {
        Some(Value::Text(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_text() == Some(audience)),
        _ => false,
    }
}

/// Checks `exp`, `nbf` and `iat`. A claim of the wrong type makes the token invalid; it does not count as absent.
fn check_times(claims: &Claims, now: Timestamp) -> Result<(), IdentityError> {
    let seconds = |name| match claims.get(name) {
        None => Ok(None),
        Some(value) => value.as_integer().map(Some).ok_or(IdentityError::Invalid),
    };
    let Some(end) = seconds("exp")? else {
        return Err(IdentityError::Invalid);
    };
    let now = now.seconds();
    for begin in ["nbf", "iat"] {
        if seconds(begin)?.is_some_and(|begin| begin > now.saturating_add(LEEWAY_SECONDS)) {
            return Err(IdentityError::Invalid);
        }
    }
    if end.saturating_add(LEEWAY_SECONDS) <= now {
        return Err(IdentityError::Expired);
    }
    Ok(())
}
