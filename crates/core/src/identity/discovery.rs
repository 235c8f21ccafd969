//! The documents that providers publish: the OpenID configuration and the JWK set.

use alloc::string::String;
use core::fmt;

use super::KeySet;
use super::settings::web_url;
use crate::token::json::{self, Object, Value};

/// Why a provider's document cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DocumentError {
    /// It is not a JSON object.
    NotJson,
    /// The configuration is that of another issuer, which it names.
    OtherIssuer(String),
    /// The configuration names no address of keys, or one that may not be fetched.
    NoKeyUrl,
    /// The configuration names no token endpoint, or one that a page may not be allowed to reach.
    NoTokenEndpoint,
    /// It holds X.509 certificates, not keys.
    Certificates,
    /// It has no list `keys`.
    NoKeys,
    /// No key in it is a public signature key.
    NoUsableKey,
}

impl fmt::Display for DocumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson => f.write_str("the document is not a JSON object"),
            Self::OtherIssuer(other) => write!(
                f,
                "the configuration is that of the issuer `{other}`: set `issuer` to exactly that text, including a final `/`"
            ),
            Self::NoKeyUrl => {
                f.write_str("the configuration names no usable `jwks_uri`: set `jwksUrl`")
            }
            Self::NoTokenEndpoint => {
                f.write_str("the configuration names no usable `token_endpoint`")
            }
            Self::Certificates => f.write_str(
                "the document holds X.509 certificates: set `jwksUrl` to the provider's JWK set; Firebase's is \
                 `https://www.googleapis.com/service_accounts/v1/jwk/securetoken%40system.gserviceaccount.com`",
            ),
            Self::NoKeys => f.write_str("the document is not a JWK set: it has no list `keys`"),
            Self::NoUsableKey => f.write_str("the set has no usable key"),
        }
    }
}

impl core::error::Error for DocumentError {}

fn document(text: &str) -> Result<Object, DocumentError> {
    json::parse_foreign(text, json::no_number)
        .and_then(Value::object)
        .map_err(|_| DocumentError::NotJson)
}

/// The `jwks_uri` of an OpenID configuration.
///
/// # Errors
/// [`DocumentError`], also when the configuration is another issuer's.
pub fn discovered_key_url(text: &str, issuer: &str) -> Result<String, DocumentError> {
    configured_url(text, issuer, "jwks_uri")?.ok_or(DocumentError::NoKeyUrl)
}

/// A URL that an OpenID configuration names; `None` if it names none, or one that may not be fetched.
///
/// # Errors
/// [`DocumentError`], also when the configuration is another issuer's.
pub(super) fn configured_url(
    text: &str,
    issuer: &str,
    member: &str,
) -> Result<Option<String>, DocumentError> {
    let configuration = document(text)?;
    match configuration.get("issuer").and_then(Value::as_text) {
        Some(named) if named == issuer => {}
        named => {
            let shown = named.filter(|named| web_url(named).is_some() && named.len() <= 200);
            return Err(DocumentError::OtherIssuer(shown.unwrap_or("?").into()));
        }
    }
    let url = configuration.get(member).and_then(Value::as_text);
    Ok(url.and_then(web_url))
}

/// The keys of a JWK set.
///
/// # Errors
/// [`DocumentError`], also when no key is usable.
pub fn key_set(text: &str) -> Result<KeySet, DocumentError> {
    let set = document(text)?;
    if set.get("keys").and_then(Value::as_items).is_none() {
        let is_certificate = |value: &Value| {
            let text = value.as_text();
            text.is_some_and(|text| text.starts_with("-----BEGIN CERTIFICATE-----"))
        };
        let has_certificate = set.iter().any(|(_, value)| is_certificate(value));
        return Err(if has_certificate {
            DocumentError::Certificates
        } else {
            DocumentError::NoKeys
        });
    }
    let keys = KeySet::read(&set);
    if keys.is_empty() {
        Err(DocumentError::NoUsableKey)
    } else {
        Ok(keys)
    }
}
