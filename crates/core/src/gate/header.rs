//! Headers: which ones the gate keeps from the origin or from the caller, and what shared caches may store.

use alloc::string::String;
use alloc::vec::Vec;

/// Request headers of one connection (RFC 9110 §7.6.1), and those with which servers replace what was checked: the method,
/// the path, or who asks. An origin behind a proxy may believe any of them.
const KEPT_FROM_ORIGIN: [&str; 28] = [
    "client-ip",
    "connection",
    "forwarded",
    "front-end-https",
    "host",
    "keep-alive",
    "proxy",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "remote-addr",
    "remote-user",
    "te",
    "trailer",
    "true-client-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-forwarded",
    "x-host",
    "x-matched-path",
    "x-method",
    "x-method-override",
    "x-ms-original-url",
    "x-override-url",
    "x-real-ip",
    "x-remote-ip",
    "x-url-scheme",
    "x-waws-unencoded-url",
];
/// What the names of further such headers begin with.
const PREFIXES_KEPT_FROM_ORIGIN: [&str; 10] = [
    "x-auth-request-",
    "x-envoy-",
    "x-forwarded-",
    "x-http-host-",
    "x-http-method",
    "x-invoke-",
    "x-middleware-",
    "x-original-",
    "x-remote-",
    "x-rewrite-",
];
/// Headers that say where a body ends. The runtime writes them; in another spelling they could contradict it.
const FRAMING: [&str; 2] = ["content-length", "transfer-encoding"];
/// Response headers by which shared caches store what `cache-control` forbids them.
const FOR_SHARED_CACHES: [&str; 3] = ["edge-control", "surrogate-control", "x-accel-expires"];

/// Whether a header is one of Hallpass's own: the gate alone sets them, in either direction.
#[must_use]
pub fn is_own(name: &str) -> bool {
    folded(name).starts_with("hallpass-")
}

/// Whether a caller's header is kept from the origin.
#[must_use]
pub fn is_kept_from_origin(name: &str) -> bool {
    let is_spelled_otherwise = name.contains(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let name = folded(name);
    let mut prefixes = PREFIXES_KEPT_FROM_ORIGIN.iter();
    name.starts_with("hallpass-")
        || KEPT_FROM_ORIGIN.contains(&name.as_str())
        || (is_spelled_otherwise && FRAMING.contains(&name.as_str()))
        || prefixes.any(|prefix| name.starts_with(prefix))
}

/// Whether an origin's header is kept from the caller and the caches on the way.
#[must_use]
pub fn is_kept_from_caller(name: &str) -> bool {
    let name = folded(name);
    name.starts_with("hallpass-")
        || name.ends_with("cdn-cache-control")
        || FOR_SHARED_CACHES.contains(&name.as_str())
}

/// The headers that the value of `connection` names: they are for one connection, too.
pub fn named_by_connection(value: &str) -> impl Iterator<Item = &str> {
    let names = value.split(',').map(str::trim);
    // A connection is upgraded by this one, which both sides of the gate need.
    names.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("upgrade"))
}

/// The name as servers read it that turn headers into variables: in one case, and with one character for all that are
/// neither letters nor digits.
fn folded(name: &str) -> String {
    let fold = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    name.chars().map(fold).collect()
}

/// The value of `cache-control` without leave for shared caches: a response was made for the bearer of one token. Another
/// value is unchanged.
#[must_use]
pub fn without_shared_caches(value: &str) -> String {
    let Some(directives) = directives(value) else {
        return "private, no-store".into();
    };
    let name = |directive: &&str| {
        let name = directive.split('=').next().unwrap_or_default();
        name.trim().to_ascii_lowercase()
    };
    // `private="name"` makes one header private alone.
    let is_for_all = |directive: &&str| match name(directive).as_str() {
        "public" | "s-maxage" => true,
        "private" => directive.contains('='),
        _ => false,
    };
    if !directives.iter().any(is_for_all) {
        return value.into();
    }
    let mut kept: Vec<&str> = directives;
    kept.retain(|directive| !is_for_all(directive));
    let is_closed = |directive: &&str| matches!(name(directive).as_str(), "private" | "no-store");
    if !kept.iter().any(is_closed) {
        kept.insert(0, "private");
    }
    kept.join(", ")
}

/// The directives of a `cache-control`; `None` if a quoted string does not end.
fn directives(value: &str) -> Option<Vec<&str>> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    let separates = |c: char| {
        let was_escaped = is_escaped;
        is_escaped = is_quoted && !was_escaped && c == '\\';
        if c == '"' && !was_escaped {
            is_quoted = !is_quoted;
        }
        c == ',' && !is_quoted
    };
    let parts: Vec<&str> = value.split(separates).map(str::trim).collect();
    (!is_quoted).then(|| parts.into_iter().filter(|part| !part.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_headers_are_recognised_in_every_spelling_that_servers_fold() {
        for separator in "!#$%&'*+-.^_`|~".chars() {
            let name: String = ["HallPass", "user"].join(separator.encode_utf8(&mut [0; 4]));
            assert!(is_own(&name) && is_kept_from_origin(&name), "{name}");
            assert!(is_kept_from_caller(&name), "{name}");
            let name = ["X", "Original", "URL"].join(separator.encode_utf8(&mut [0; 4]));
            assert!(is_kept_from_origin(&name), "{name}");
        }
        for name in ["content_length", "Transfer.Encoding", "transfer_encoding"] {
            assert!(is_kept_from_origin(name), "{name}");
        }
        for name in ["hallpassuser", "x-hallpass-user", "hallpas-user"] {
            assert!(!is_own(name) && !is_kept_from_origin(name), "{name}");
        }
    }

    #[test]
    fn ordinary_headers_pass() {
        for name in [
            "accept",
            "content-length",
            "transfer-encoding",
            "authorization",
            "cookie",
            "content-type",
            "range",
            "x-request-id",
            "upgrade",
            "x-api-key",
            "traceparent",
            "cf-connecting-ip",
            "origin",
            "sec-websocket-protocol",
        ] {
            assert!(!is_kept_from_origin(name), "{name}");
            assert!(!is_kept_from_caller(name), "{name}");
        }
    }

    #[test]
    fn what_tells_shared_caches_to_store_is_kept_from_them() {
        for name in [
            "CDN-Cache-Control",
            "Cloudflare-CDN-Cache-Control",
            "Edge-Control",
            "Surrogate_Control",
            "X-Accel-Expires",
        ] {
            assert!(is_kept_from_caller(name), "{name}");
        }
        for name in ["cache-control", "surrogate-key", "x-accel-buffering"] {
            assert!(!is_kept_from_caller(name), "{name}");
        }
    }

    #[test]
    fn a_connection_names_its_headers() {
        let names: Vec<&str> = named_by_connection("close, X-Hop ,, Upgrade,te").collect();
        assert_eq!(names, ["close", "X-Hop", "te"]);
    }

    #[test]
    fn shared_caches_get_no_leave() {
        for (value, expected) in [
            ("public", "private"),
            ("Public, max-age=60", "private, max-age=60"),
            ("s-maxage=600", "private"),
            (
                "max-age=5, s-maxage = 600, must-revalidate",
                "private, max-age=5, must-revalidate",
            ),
            ("public, no-store", "no-store"),
            ("private, public", "private"),
            ("private=\"set-cookie\", max-age=9", "private, max-age=9"),
            ("private=\"a, public\", max-age=9", "private, max-age=9"),
            ("ext=\"public\", max-age=9", "ext=\"public\", max-age=9"),
            ("ext=\"\\\", public\", x", "ext=\"\\\", public\", x"),
            ("no-cache=\"public", "private, no-store"),
            ("max-age=5", "max-age=5"),
            ("no-store", "no-store"),
            ("private", "private"),
            ("", ""),
        ] {
            assert_eq!(without_shared_caches(value), expected, "{value}");
        }
    }
}
