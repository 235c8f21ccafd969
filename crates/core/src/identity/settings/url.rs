//! URLs in settings and in what providers publish.

use alloc::format;
use alloc::string::String;

use url::Url;

/// A URL of `https`, or of `http` on this machine, without credentials, in its normal form.
#[must_use]
pub fn web_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let host = url.host_str().unwrap_or_default();
    let is_safe = match url.scheme() {
        "https" => !host.is_empty(),
        "http" => is_loopback(host),
        _ => false,
    };
    let has_credentials = !url.username().is_empty() || url.password().is_some();
    (is_safe && !has_credentials).then(|| url.into())
}

/// Whether a host is this machine.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    matches!(host, "127.0.0.1" | "localhost" | "[::1]")
}

/// A URL of `https` in its normal form.
pub(in crate::identity) fn https_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    (url.scheme() == "https").then(|| url.into())
}

/// The URL of an issuer's OpenID configuration (OpenID Connect Discovery §4). An issuer has neither query nor fragment.
pub(in crate::identity) fn configuration_url(issuer: &str) -> Option<String> {
    let base = issuer.trim_end_matches('/');
    let is_bare = !issuer.contains(['?', '#']);
    web_url(&format!("{base}/.well-known/openid-configuration")).filter(|_| is_bare)
}
