//! The secrets of webhooks, and the signatures made with them (Standard Webhooks).

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64ct::{Base64, Encoding as _};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::{EventId, Timestamp, limits};

/// What a secret begins with.
const PREFIX: &str = "whsec_";
/// The text whose code identifies a secret without telling it.
const FINGERPRINT: &[u8] = b"hallpass webhook secret";

/// A secret that a webhook's receiver knows, too. It is wiped on drop; `Debug` does not print it, and it cannot be read.
#[derive(Clone)]
pub struct WebhookSecret(Hmac<Sha256>);

/// Why a text is no secret of a webhook. The secret is not repeated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WebhookSecretError {
    /// It does not begin with `whsec_`.
    Prefix,
    /// The rest is not base64.
    Encoding,
    /// It is too short or too long.
    Length,
}

impl fmt::Display for WebhookSecretError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Prefix => {
                "does not begin with `whsec_`; make one with `npx hallpass keys webhook`"
            }
            Self::Encoding => {
                "is not base64 after `whsec_`; make one with `npx hallpass keys webhook`"
            }
            Self::Length => {
                "does not have 24 to 64 bytes; make one with `npx hallpass keys webhook`"
            }
        })
    }
}

impl core::error::Error for WebhookSecretError {}

impl WebhookSecret {
    /// Reads `whsec_` and base64 of 24 to 64 bytes.
    ///
    /// # Errors
    /// [`WebhookSecretError`] for any other text.
    pub fn parse(text: &str) -> Result<Self, WebhookSecretError> {
        let encoded = text
            .strip_prefix(PREFIX)
            .ok_or(WebhookSecretError::Prefix)?;
        let bytes = Base64::decode_vec(encoded)
            .map(Zeroizing::<Vec<u8>>::new)
            .map_err(|_| WebhookSecretError::Encoding)?;
        let lengths = limits::WEBHOOK_SECRET_BYTES_LEAST..=limits::WEBHOOK_SECRET_BYTES_MOST;
        if !lengths.contains(&bytes.len()) {
            return Err(WebhookSecretError::Length);
        }
        Hmac::new_from_slice(&bytes)
            .map(Self)
            .map_err(|_| WebhookSecretError::Length)
    }

    /// The signature of an attempt: `v1,` and base64 of HMAC-SHA-256 over the id, the time in seconds and the body, with dots
    /// between them.
    #[must_use]
    pub fn sign(&self, id: EventId, now: Timestamp, body: &str) -> String {
        let code = self.code(format!("{id}.{}.{body}", now.seconds()).as_bytes());
        format!("v1,{}", Base64::encode_string(&code))
    }

    /// A code that only this secret has, and that does not tell it.
    pub(super) fn fingerprint(&self) -> [u8; 32] {
        self.code(FINGERPRINT)
    }

    fn code(&self, text: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(text);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn of_length(bytes: usize) -> String {
        format!("whsec_{}", Base64::encode_string(&alloc::vec![7; bytes]))
    }

    #[test]
    fn signatures_are_those_of_the_specification() {
        // Computed with the npm package `standardwebhooks`.
        let id = EventId::derive(&[1; 32], 0);
        let now = Timestamp::from_milliseconds(1_795_324_067_999);
        let signature = WebhookSecret::parse(SECRET)
            .unwrap()
            .sign(id, now, "{\"a\":\"\u{e9}\"}");
        assert_eq!(signature, SIGNATURE);
    }

    #[test]
    fn a_secret_has_24_to_64_bytes() {
        for bytes in [24, 25, 32, 63, 64] {
            assert!(WebhookSecret::parse(&of_length(bytes)).is_ok(), "{bytes}");
        }
        for bytes in [0, 23, 65] {
            let found = WebhookSecret::parse(&of_length(bytes)).unwrap_err();
            assert_eq!(found, WebhookSecretError::Length, "{bytes}");
        }
    }

    #[test]
    fn a_secret_has_one_spelling() {
        let unpadded = of_length(25).trim_end_matches('=').len();
        for (text, error) in [
            ("", WebhookSecretError::Prefix),
            (
                "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                WebhookSecretError::Prefix,
            ),
            (
                "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                WebhookSecretError::Prefix,
            ),
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                WebhookSecretError::Encoding,
            ),
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8I_PZIo2LaLaSw",
                WebhookSecretError::Encoding,
            ),
            (
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n",
                WebhookSecretError::Encoding,
            ),
            (
                of_length(25).get(..unpadded).unwrap(),
                WebhookSecretError::Encoding,
            ),
        ] {
            assert_eq!(WebhookSecret::parse(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn debug_output_does_not_tell_a_secret() {
        let secret = WebhookSecret::parse(SECRET).unwrap();
        assert_eq!(format!("{secret:?}"), "WebhookSecret");
        assert_ne!(
            secret.fingerprint(),
            WebhookSecret::parse(&of_length(24)).unwrap().fingerprint()
        );
    }

    const SIGNATURE: &str = "v1,GSXuDCPapU9fXMUClshipHt+WgI1Zbq4F606Fa9/BXA=";
}
