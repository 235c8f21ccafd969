//! Where the edge may send its own requests: to webhooks and to mail providers.
//!
//! A Worker does not learn which address a name resolves to, so what can be checked is the URL: its scheme and port, that its
//! host is a public name and not an address, and that it is not the edge itself.

use alloc::string::String;
use core::fmt;

use url::{Host, Url};

use crate::identity::settings::is_loopback;
use crate::limits;

/// Top-level names of private networks, which no public server has (RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`).
const LOCAL_NAMES: [&str; 7] = [
    "arpa",
    "internal",
    "intranet",
    "lan",
    "local",
    "localdomain",
    "localhost",
];

/// Whether requests to this machine are sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Loopback {
    /// They are, by `http` too, to any port: in the development edition.
    Allowed,
    /// They are not.
    Refused,
}

/// A URL that the edge may send requests to: `https` on port 443, at a public name that is not the edge's own.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboundUrl(String);

impl OutboundUrl {
    /// Reads a URL. `own_origin` is `EDGE_ORIGIN`.
    ///
    /// # Errors
    /// [`OutboundUrlError`] for a URL that the edge does not send requests to.
    pub fn parse(
        text: &str,
        own_origin: &str,
        loopback: Loopback,
    ) -> Result<Self, OutboundUrlError> {
        if text.len() > limits::OUTBOUND_URL_BYTES {
            return Err(OutboundUrlError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| OutboundUrlError::NotAUrl)?;
        if !matches!(url.scheme(), "https" | "http") {
            return Err(OutboundUrlError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutboundUrlError::Credentials);
        }
        if url.fragment().is_some() {
            return Err(OutboundUrlError::Fragment);
        }
        if Url::parse(own_origin).is_ok_and(|own| is_same_server(&url, &own)) {
            return Err(OutboundUrlError::OwnOrigin);
        }
        let is_this_machine = url.host_str().is_some_and(is_loopback);
        if !(is_this_machine && loopback == Loopback::Allowed) {
            check_public(&url)?;
        }
        Ok(Self(url.into()))
    }

    /// The URL in its normal form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for OutboundUrl {
    /// A path or query can contain a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OutboundUrl")
    }
}

/// Why the edge does not send requests to a URL. Its text says what would be right.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OutboundUrlError {
    /// It is not an absolute URL.
    NotAUrl,
    /// It is too long.
    TooLong,
    /// It is neither `https` nor, for this machine, `http`.
    Scheme,
    /// It has a user name or a password.
    Credentials,
    /// It has a fragment.
    Fragment,
    /// It is the edge itself.
    OwnOrigin,
    /// Its port is not 443.
    Port,
    /// Its host is an IP address.
    IpAddress,
    /// Its host is a name that only this machine or a private network knows.
    LocalName,
}

impl fmt::Display for OutboundUrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAUrl => "is not a URL such as `https://api.example.com/hooks`",
            Self::TooLong => "is longer than 2,048 bytes; shorten it",
            Self::Scheme => "is not an `https` URL; use `https`",
            Self::Credentials => {
                "contains a user name or a password; leave them out: requests are signed"
            }
            Self::Fragment => "has a fragment, which is never sent; leave it out",
            Self::OwnOrigin => {
                "is `EDGE_ORIGIN`, the edge itself; name the server that receives requests"
            }
            Self::Port => "has a port; leave it out: requests are sent to port 443 only",
            Self::IpAddress => "names an IP address; use a public host name",
            Self::LocalName => {
                "names a host of this machine or of a private network; use a public host name"
            }
        })
    }
}

impl core::error::Error for OutboundUrlError {}

/// Checks that a URL leads to port 443 of a public name.
fn check_public(url: &Url) -> Result<(), OutboundUrlError> {
    if url.scheme() != "https" {
        return Err(OutboundUrlError::Scheme);
    }
    // The scheme's own port is left out of the normal form.
    if url.port().is_some() {
        return Err(OutboundUrlError::Port);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_local(name) => Err(OutboundUrlError::LocalName),
        Some(Host::Domain(_)) => Ok(()),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(OutboundUrlError::IpAddress),
        None => Err(OutboundUrlError::NotAUrl),
    }
}

fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    match name.rsplit_once('.') {
        Some((_, top)) => LOCAL_NAMES.contains(&top),
        None => true,
    }
}

/// Whether both lead to one server, however it is written.
fn is_same_server(one: &Url, other: &Url) -> bool {
    fn host(url: &Url) -> &str {
        let host = url.host_str().unwrap_or_default().trim_end_matches('.');
        if is_loopback(host) { "localhost" } else { host }
    }
    host(one) == host(other) && one.port_or_known_default() == other.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use OutboundUrlError as Error;
    use alloc::format;
    use alloc::string::ToString;

    const OWN: &str = "https://hallpass.example.com";

    fn parse(text: &str) -> Result<String, Error> {
        OutboundUrl::parse(text, OWN, Loopback::Refused).map(|url| url.as_str().to_string())
    }

    #[test]
    fn https_urls_of_public_names_are_accepted() {
        for (text, normal) in [
            (
                "https://api.example.com/hooks",
                "https://api.example.com/hooks",
            ),
            ("https://api.example.com:443/", "https://api.example.com/"),
            ("HTTPS://API.Example.com", "https://api.example.com/"),
            (
                "https://b\u{fc}cher.example/?a=b",
                "https://xn--bcher-kva.example/?a=b",
            ),
            (
                "https://sub.hallpass.example.com/x",
                "https://sub.hallpass.example.com/x",
            ),
            (
                "https://internal.example.com/",
                "https://internal.example.com/",
            ),
        ] {
            assert_eq!(parse(text).as_deref(), Ok(normal));
        }
    }

    /// Server-side request forgery: every spelling of a host that is not a public name.
    #[test]
    fn urls_of_anything_else_are_refused() {
        for (text, error) in [
            ("", Error::NotAUrl),
            ("/hooks", Error::NotAUrl),
            ("api.example.com", Error::NotAUrl),
            ("https://", Error::NotAUrl),
            ("https://a b.example/", Error::NotAUrl),
            ("ftp://api.example.com/", Error::Scheme),
            ("file:///etc/passwd", Error::Scheme),
            ("javascript:alert(1)", Error::Scheme),
            ("http://api.example.com/", Error::Scheme),
            ("https://user@api.example.com/", Error::Credentials),
            ("https://:secret@api.example.com/", Error::Credentials),
            ("https://api.example.com/#x", Error::Fragment),
            ("https://api.example.com:8443/", Error::Port),
            ("https://api.example.com:80/", Error::Port),
            ("https://127.0.0.1/", Error::IpAddress),
            ("https://10.0.0.8/", Error::IpAddress),
            ("https://192.168.1.1/", Error::IpAddress),
            ("https://172.16.0.1/", Error::IpAddress),
            (
                "https://169.254.169.254/latest/meta-data/",
                Error::IpAddress,
            ),
            ("https://0.0.0.0/", Error::IpAddress),
            ("https://0/", Error::IpAddress),
            ("https://2130706433/", Error::IpAddress),
            ("https://0x7f.1/", Error::IpAddress),
            ("https://0177.0.0.1/", Error::IpAddress),
            ("https://127.1/", Error::IpAddress),
            ("https://\u{ff11}27.0.0.1/", Error::IpAddress),
            ("https://127\u{3002}0\u{3002}0\u{3002}1/", Error::IpAddress),
            ("https://8.8.8.8/", Error::IpAddress),
            ("https://[::1]/", Error::IpAddress),
            ("https://[::]/", Error::IpAddress),
            ("https://[::ffff:127.0.0.1]/", Error::IpAddress),
            ("https://[fd00::1]/", Error::IpAddress),
            ("https://[fe80::1]/", Error::IpAddress),
            ("https://[2606:4700::1111]/", Error::IpAddress),
            ("https://localhost/", Error::LocalName),
            ("https://LOCALHOST./", Error::LocalName),
            ("https://api.localhost/", Error::LocalName),
            ("https://printer.local/", Error::LocalName),
            ("https://metadata.google.internal/", Error::LocalName),
            ("https://metadata.google.internal./", Error::LocalName),
            ("https://router.lan/", Error::LocalName),
            ("https://1.0.168.192.in-addr.arpa/", Error::LocalName),
            ("https://intranet/", Error::LocalName),
            ("https://hallpass.example.com/v1/me", Error::OwnOrigin),
            ("https://HALLPASS.example.com.:443/", Error::OwnOrigin),
            ("https://hallp\u{e4}ss.example.com:1/", Error::Port),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn only_the_development_edition_sends_requests_to_this_machine() {
        let own = "http://127.0.0.1:8787";
        for text in [
            "http://127.0.0.1:9000/hook",
            "http://localhost:9000/",
            "https://[::1]:9000/",
        ] {
            assert!(
                OutboundUrl::parse(text, own, Loopback::Allowed).is_ok(),
                "{text}"
            );
            assert!(
                OutboundUrl::parse(text, own, Loopback::Refused).is_err(),
                "{text}"
            );
        }
        for text in [
            "http://10.0.0.8/",
            "http://api.example.com/",
            "http://127.0.0.2/",
        ] {
            let found = OutboundUrl::parse(text, own, Loopback::Allowed);
            assert_eq!(found, Err(Error::Scheme), "{text}");
        }
        for text in [
            "http://127.0.0.1:8787/",
            "http://localhost:8787/x",
            "http://[::1]:8787/",
        ] {
            let found = OutboundUrl::parse(text, own, Loopback::Allowed);
            assert_eq!(found, Err(Error::OwnOrigin), "{text}");
        }
    }

    #[test]
    fn a_url_is_at_most_2048_bytes_long() {
        let of_length = |length: usize| {
            let start = "https://api.example.com/";
            let path = "a".repeat(length.saturating_sub(start.len()));
            parse(&format!("{start}{path}"))
        };
        assert!(of_length(2048).is_ok());
        assert_eq!(of_length(2049), Err(Error::TooLong));
    }

    #[test]
    fn debug_output_has_no_part_of_the_url() {
        let url = OutboundUrl::parse("https://api.example.com/secret", OWN, Loopback::Refused);
        assert_eq!(format!("{url:?}"), "Ok(OutboundUrl)");
    }
}
