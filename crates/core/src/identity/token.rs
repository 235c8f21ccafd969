//! JSON Web Tokens of identity providers (RFC 7519), up to their signature.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Algorithm, Rejection};
use crate::base64url;
use crate::token::json::{self, Object, Value};

/// The longest identity token, in bytes.
pub const TOKEN_BYTES: usize = 16 * 1024;

/// Header parameters that change what a signature covers (RFC 7515 §4.1.11, RFC 7797, RFC 7516 §4.1.3).
const REJECTED_PARAMETERS: [&str; 3] = ["crit", "b64", "zip"];

/// The claims of a token.
pub type Claims = Object;

/// A token whose signature has not been verified.
pub struct UnverifiedToken<'a> {
    /// The `iss` that it claims. It serves only to choose the provider whose keys verify it.
    pub(super) issuer: String,
    signed: &'a str,
    signature: Vec<u8>,
    pub(super) algorithm: String,
    key_id: Option<String>,
    pub(super) token_type: Option<String>,
    pub(super) claims: Claims,
}

impl<'a> UnverifiedToken<'a> {
    /// Parses a token.
    ///
    /// # Errors
    /// [`Rejection::Form`] when it is not a JWT in the compact form that can be read in one way only.
    pub fn parse(token: &'a str) -> Result<Self, Rejection> {
        if token.len() > TOKEN_BYTES {
            return Err(Rejection::Form("it is longer than 16 KiB"));
        }
        let not_a_jwt = Rejection::Form(
            "it does not have the three parts of a signed JWT: an opaque access token cannot be verified",
        );
        let (signed, signature) = token.rsplit_once('.').ok_or(not_a_jwt.clone())?;
        let (header, claims) = signed.split_once('.').ok_or(not_a_jwt)?;
        if claims.contains('.') {
            return Err(Rejection::Form(
                "it has more than three parts: an encrypted token (JWE) cannot be verified",
            ));
        }
        let header = decode(header, "its header is not a JSON object in base64url")?;
        if REJECTED_PARAMETERS
            .iter()
            .any(|name| header.get(name).is_some())
        {
            return Err(Rejection::Form(
                "its header has `crit`, `b64` or `zip`, which change what the signature covers",
            ));
        }
        let claims = decode(claims, "its claims are not a JSON object in base64url")?;
        let issuer = claims.get("iss").and_then(Value::as_text);
        Ok(Self {
            issuer: issuer
                .ok_or(Rejection::Form("it has no claim `iss`"))?
                .into(),
            signed,
            signature: base64url::decode(signature)
                .map_err(|_| Rejection::Form("its signature is not base64url"))?,
            algorithm: parameter(&header, "alg")?.unwrap_or_default().into(),
            key_id: parameter(&header, "kid")?.map(Into::into),
            token_type: parameter(&header, "typ")?.map(Into::into),
            claims,
        })
    }

    /// The text that is signed.
    #[must_use]
    pub const fn signed(&self) -> &'a str {
        self.signed
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The `kid` of the key that is said to have signed it.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// The algorithm of its header, if it is one that providers may use.
    pub(super) fn known_algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_alg(&self.algorithm)
    }

    /// The claims. Call it only once the signature has been verified with the provider's key.
    #[must_use]
    pub fn into_verified_claims(self) -> Claims {
        self.claims
    }
}

/// A text in the header.
fn parameter<'a>(header: &'a Object, name: &str) -> Result<Option<&'a str>, Rejection> {
    match header.get(name) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(Rejection::Form(
            "`alg`, `kid` or `typ` in its header is not a string",
        )),
    }
}

/// Decodes the header or the claims. The reader is strict: a key that comes twice could be read in two ways.
fn decode(text: &str, problem: &'static str) -> Result<Object, Rejection> {
    let malformed = || Rejection::Form(problem);
    let bytes = base64url::decode(text).map_err(|_| malformed())?;
    let text = core::str::from_utf8(&bytes).map_err(|_| malformed())?;
    json::parse_foreign(text, json::whole_seconds)
        .and_then(Value::object)
        .map_err(|_| malformed())
}
