//! Who sends a report: signatures by Standard Webhooks, as Resend makes them, and passwords.

use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use crate::{Timestamp, limits};

/// What a signed webhook brings in its headers.
#[derive(Clone, Copy, Debug)]
pub struct SignedHeaders<'a> {
    /// `webhook-id`, or `svix-id`.
    pub id: &'a str,
    /// `webhook-timestamp`, or `svix-timestamp`: seconds since 1970.
    pub timestamp: &'a str,
    /// `webhook-signature`, or `svix-signature`: signatures with their version, separated by spaces.
    pub signatures: &'a str,
}

/// Whether the holder of `secret`, which is `whsec_` and base64, signed this body within the last five minutes.
#[must_use]
pub fn is_signed(secret: &str, headers: SignedHeaders<'_>, body: &[u8], now: Timestamp) -> bool {
    let SignedHeaders {
        id,
        timestamp,
        signatures,
    } = headers;
    let key = Base64::decode_vec(secret.strip_prefix("whsec_").unwrap_or(secret));
    let (Ok(key), Ok(sent_at)) = (key, timestamp.parse::<i64>()) else {
        return false;
    };
    if now.seconds().abs_diff(sent_at) > limits::WEBHOOK_TOLERANCE_SECONDS {
        return false;
    }
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(&key) else {
        return false;
    };
    let mac = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body]
        .into_iter()
        .fold(mac, Hmac::chain_update);
    let given = signatures
        .split(' ')
        .filter_map(|each| each.strip_prefix("v1,"));
    let given: Vec<Vec<u8>> = given
        .filter_map(|each| Base64::decode_vec(each).ok())
        .collect();
    given
        .iter()
        .any(|each| mac.clone().verify_slice(each).is_ok())
}

/// Whether an `Authorization` header has this password, under any user name (RFC 7617). Takes as long for any password of
/// the same length.
#[must_use]
pub fn has_password(authorization: &str, password: &str) -> bool {
    let Some((scheme, credentials)) = authorization.split_once(' ') else {
        return false;
    };
    let Ok(credentials) = Base64::decode_vec(credentials.trim()) else {
        return false;
    };
    let user = credentials.iter().position(|&byte| byte == b':');
    let given = user.and_then(|end| credentials.get(end.saturating_add(1)..));
    scheme.eq_ignore_ascii_case("basic")
        && given.is_some_and(|given| given.ct_eq(password.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the Standard Webhooks specification.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: SignedHeaders<'_> = SignedHeaders {
        id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp: "1614265330",
        signatures: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    };

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_milliseconds(seconds * 1000)
    }

    #[test]
    fn a_signature_is_of_one_message_and_one_secret() {
        let now = at(1_614_265_330);
        assert!(is_signed(SECRET, SIGNED, BODY, now));
        let several = alloc::format!("v1,AAAA v2,x {}", SIGNED.signatures);
        let rotated = SignedHeaders {
            signatures: &several,
            ..SIGNED
        };
        assert!(is_signed(SECRET, rotated, BODY, now), "one of several");
        assert!(!is_signed(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx",
            SIGNED,
            BODY,
            now
        ));
        assert!(!is_signed(SECRET, SIGNED, br#"{"test": 2432232315}"#, now));
        for altered in [
            SignedHeaders {
                id: "msg_other",
                ..SIGNED
            },
            SignedHeaders {
                timestamp: "1614265331",
                ..SIGNED
            },
            SignedHeaders {
                timestamp: "",
                ..SIGNED
            },
            SignedHeaders {
                signatures: "",
                ..SIGNED
            },
            SignedHeaders {
                signatures: "v1,",
                ..SIGNED
            },
            SignedHeaders {
                signatures: "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                ..SIGNED
            },
            SignedHeaders {
                signatures: "v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
                ..SIGNED
            },
        ] {
            assert!(!is_signed(SECRET, altered, BODY, now), "{altered:?}");
        }
    }

    #[test]
    fn an_old_signature_is_refused() {
        for (seconds, is_fresh) in [(-301, false), (-300, true), (300, true), (301, false)] {
            let now = at(1_614_265_330 + seconds);
            assert_eq!(is_signed(SECRET, SIGNED, BODY, now), is_fresh, "{seconds}");
        }
    }

    #[test]
    fn a_password_is_compared_whole() {
        let header =
            |text: &str| alloc::format!("Basic {}", Base64::encode_string(text.as_bytes()));
        let password = "correct horse battery";
        assert!(has_password(
            &header("hallpass:correct horse battery"),
            password
        ));
        assert!(has_password(&header(":correct horse battery"), password));
        for wrong in [
            "hallpass:",
            "hallpass:correct horse batter",
            "correct horse battery",
            "a:b:correct horse battery",
        ] {
            assert!(!has_password(&header(wrong), password), "{wrong}");
        }
        for wrong in ["", "Basic", "Basic !", "Bearer aGFsbHBhc3M6eA=="] {
            assert!(!has_password(wrong, password), "{wrong}");
        }
    }
}
