//! JSON Web Tokens of identity providers (RFC 7519). Their signatures are for WebCrypto to check.

use hallpass_core::token::json::{self, Object, Value};
use hallpass_core::{Timestamp, base64url};
use worker::Context;

use crate::config::Algorithm;

use super::provider::Provider;
use super::{IdentityError, subtle};

/// The longest identity token that is looked at, in bytes.
const TOKEN_BYTES: usize = 8 * 1024;
/// How far a provider's clock may be off, in seconds.
const LEEWAY_SECONDS: i64 = 60;

/// The type of an ID token.
const ID_TOKEN: &str = "JWT";
/// The type of an access token.
const ACCESS_TOKEN: &str = "at+jwt";

/// The claims of a token.
pub(super) type Claims = Object;

/// Members of a header that change what a signature is over (RFC 7515 §4.1.11, RFC 7797, RFC 7516 §4.1.3).
const REFUSED: [&str; 3] = ["crit", "b64", "zip"];

/// A token of which nothing is known to be true.
pub(super) struct Unverified<'a> {
    /// Who it says issued it. Only good for choosing whose keys to check it with.
    pub(super) issuer: String,
    signed: &'a str,
    signature: Vec<u8>,
    algorithm: Algorithm,
    key_id: String,
    purpose: Option<String>,
    claims: Claims,
}

impl<'a> Unverified<'a> {
    /// Takes a token apart.
    pub(super) fn parse(token: &'a str) -> Result<Self, IdentityError> {
        let invalid = || IdentityError::Invalid;
        if token.len() > TOKEN_BYTES {
            return Err(invalid());
        }
        let (signed, signature) = token.rsplit_once('.').ok_or_else(invalid)?;
        let (header, claims) = signed.split_once('.').ok_or_else(invalid)?;
        let header = part(header)?;
        if REFUSED.iter().any(|member| header.get(member).is_some()) {
            return Err(invalid());
        }
        let word = |member: &str| match header.get(member) {
            None => Ok(None),
            Some(Value::Text(word)) => Ok(Some(word.as_str())),
            Some(_) => Err(IdentityError::Invalid),
        };
        let algorithm = word("alg")?.and_then(Algorithm::from_alg);
        let claims = part(claims)?;
        let issuer = claims
            .get("iss")
            .and_then(Value::as_text)
            .ok_or_else(invalid)?;
        Ok(Self {
            issuer: issuer.into(),
            signed,
            signature: base64url::decode(signature).map_err(|_| invalid())?,
            algorithm: algorithm.ok_or_else(invalid)?,
            key_id: word("kid")?.ok_or_else(invalid)?.into(),
            purpose: word("typ")?.map(Into::into),
            claims,
        })
    }

    /// Whether it says that it is for this audience.
    pub(super) fn is_for(&self, audience: &str) -> bool {
        is_for(&self.claims, audience)
    }

    /// The claims, if the provider signed them for this audience and they hold at `now`.
    pub(super) async fn verify(
        self,
        provider: &Provider,
        now: Timestamp,
        execution: &Context,
    ) -> Result<Claims, IdentityError> {
        // An ID token says `JWT` or nothing; tokens for other purposes have names of their own. A machine's is an access
        // token, which may have its own (RFC 9068).
        let purpose = self.purpose.as_deref().unwrap_or(ID_TOKEN);
        let is = |word: &str| purpose.eq_ignore_ascii_case(word);
        let fits = is(ID_TOKEN) || (provider.users().is_none() && is(ACCESS_TOKEN));
        if !fits || !provider.algorithms.contains(&self.algorithm) {
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
        check_life(&self.claims, now)?;
        Ok(self.claims)
    }
}

/// An object that is a part of a token. A key that stands twice could be read in two ways.
fn part(text: &str) -> Result<Claims, IdentityError> {
    let bytes = base64url::decode(text).map_err(|_| IdentityError::Invalid)?;
    let text = core::str::from_utf8(&bytes).map_err(|_| IdentityError::Invalid)?;
    json::parse_foreign(text, json::whole_seconds)
        .and_then(Value::object)
        .map_err(|_| IdentityError::Invalid)
}

/// Whether the audience is the one that the token is for, or among them.
fn is_for(claims: &Claims, audience: &str) -> bool {
    match claims.get("aud") {
        Some(Value::Text(one)) => one == audience,
        Some(Value::Array(several)) => several.iter().any(|one| one.as_text() == Some(audience)),
        _ => false,
    }
}

/// A claim of the wrong type is a bad token, never an absent claim.
fn check_life(claims: &Claims, now: Timestamp) -> Result<(), IdentityError> {
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
