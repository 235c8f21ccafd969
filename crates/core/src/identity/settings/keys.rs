//! Where a provider's keys come from.

use alloc::format;
use alloc::string::ToString;

use super::super::{Issuer, KeySet, KeySource};
use super::fields::{Fields, kind_of, quoted};
use super::{configuration_url, web_url};
use crate::token::json::Value;

/// Firebase's keys as JWKs; `%40` is `@`.
const FIREBASE_KEYS: &str =
    "https://www.googleapis.com/service_accounts/v1/jwk/securetoken%40system.gserviceaccount.com";

/// The source of the keys; `None` after a mistake.
pub(super) fn read(fields: Fields<'_>, issuers: &[Issuer]) -> Option<KeySource> {
    match (fields.value("jwks"), fields.value("jwksUrl")) {
        (Some(set), None) => fixed(fields, set),
        (None, Some(_)) => url(fields),
        (None, None) => discovery(fields, issuers),
        (Some(_), Some(_)) => {
            fields.mistake("jwks", "excludes `jwksUrl`; keep one of them");
            None
        }
    }
}

fn fixed(fields: Fields<'_>, set: &Value) -> Option<KeySource> {
    let Value::Object(set) = set else {
        let problem = format!(
            "is {}; it must be a JWK set, {{\"keys\": […]}}",
            kind_of(set)
        );
        fields.mistake("jwks", problem);
        return None;
    };
    let keys = KeySet::read(set);
    if keys.is_empty() {
        let problem =
            "has no usable key: it needs a public RSA, EC or Ed25519 key for signatures in `keys`";
        fields.mistake("jwks", problem);
        return None;
    }
    Some(KeySource::Fixed(keys))
}

fn url(fields: Fields<'_>) -> Option<KeySource> {
    let text = fields.text("jwksUrl")?;
    let Some(url) = web_url(text) else {
        let problem = format!("{} is not an `https` URL", quoted(text));
        fields.mistake("jwksUrl", problem);
        return None;
    };
    if url
        .split(['/', '?'])
        .any(|part| part.eq_ignore_ascii_case("x509"))
    {
        let problem = format!(
            "is an address of X.509 certificates, not of a JWK set; for Firebase set {FIREBASE_KEYS}, or leave it out"
        );
        fields.mistake("jwksUrl", problem);
        return None;
    }
    Some(KeySource::Url(url))
}

fn discovery(fields: Fields<'_>, issuers: &[Issuer]) -> Option<KeySource> {
    // Without an issuer there is a mistake already.
    let first = issuers.first()?;
    let (Issuer::Exact(issuer), [_]) = (first, issuers) else {
        let problem =
            "is missing: keys are discovered only for a single issuer without a placeholder";
        fields.mistake("jwksUrl", problem);
        return None;
    };
    let Some(url) = configuration_url(issuer) else {
        let problem = format!(
            "is missing: keys cannot be discovered at {}, which is not an `https` URL",
            quoted(issuer)
        );
        fields.mistake("jwksUrl", problem);
        return None;
    };
    Some(KeySource::Discovery {
        url,
        issuer: issuer.to_string(),
    })
}
