//! Signature algorithms (RFC 7518 §3.1, RFC 8037), and the keys that belong to them.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::base64url;
use crate::key::VerifyingKey;
use crate::token::json::{Object, Value};

/// The accepted lengths of an RSA modulus, in bytes: 2048 to 8192 bits.
const RSA_BYTES: core::ops::RangeInclusive<usize> = 256..=1024;
/// The accepted RSA exponent: 65537, which every provider uses.
const RSA_EXPONENT: &str = "AQAB";

/// A signature algorithm that providers may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384.
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512.
    Rs512,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// RSASSA-PSS with SHA-384.
    Ps384,
    /// RSASSA-PSS with SHA-512.
    Ps512,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// ECDSA on P-521 with SHA-512.
    Es512,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Every algorithm.
    pub const ALL: [Self; 10] = [
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::EdDsa,
    ];

    /// The algorithm of an `alg` parameter.
    #[must_use]
    pub fn from_alg(alg: &str) -> Option<Self> {
        // RFC 9864 names the curve.
        if alg == "Ed25519" {
            return Some(Self::EdDsa);
        }
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name() == alg)
    }

    /// Its `alg`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The parameters with which WebCrypto imports its keys and verifies its signatures, as JSON.
    #[must_use]
    pub const fn web_crypto_parameters(self) -> &'static str {
        match self {
            Self::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
            Self::Rs384 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-384"}"#,
            Self::Rs512 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-512"}"#,
            // RFC 7518 §3.5: the salt is as long as the digest.
            Self::Ps256 => r#"{"name":"RSA-PSS","hash":"SHA-256","saltLength":32}"#,
            Self::Ps384 => r#"{"name":"RSA-PSS","hash":"SHA-384","saltLength":48}"#,
            Self::Ps512 => r#"{"name":"RSA-PSS","hash":"SHA-512","saltLength":64}"#,
            Self::Es256 => r#"{"name":"ECDSA","namedCurve":"P-256","hash":"SHA-256"}"#,
            Self::Es384 => r#"{"name":"ECDSA","namedCurve":"P-384","hash":"SHA-384"}"#,
            Self::Es512 => r#"{"name":"ECDSA","namedCurve":"P-521","hash":"SHA-512"}"#,
            Self::EdDsa => r#"{"name":"Ed25519"}"#,
        }
    }

    /// The members of a JWK that make up its public key.
    const fn key_members(self) -> &'static [&'static str] {
        match self.key_type() {
            KeyType::Rsa => &["kty", "n", "e"],
            KeyType::Ec(_) => &["kty", "crv", "x", "y"],
            KeyType::Ed25519 => &["kty", "crv", "x"],
        }
    }

    const fn key_type(self) -> KeyType {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => {
                KeyType::Rsa
            }
            Self::Es256 => KeyType::Ec("P-256"),
            Self::Es384 => KeyType::Ec("P-384"),
            Self::Es512 => KeyType::Ec("P-521"),
            Self::EdDsa => KeyType::Ed25519,
        }
    }

    /// The public key of a JWK, if it belongs to this algorithm and is strong enough. WebCrypto checks that a point lies
    /// on its curve, and would check `alg`, `use` and the like by other rules, so they are left out.
    pub(super) fn public_key(self, jwk: &Object) -> Option<Object> {
        let is_its_own = match jwk.get("alg") {
            None => true,
            Some(alg) => alg.as_text().and_then(Self::from_alg) == Some(self),
        };
        if !is_its_own || !self.key_type().is_of(jwk) {
            return None;
        }
        let members = self.key_members().iter();
        members
            .map(|member| Some(((*member).to_string(), jwk.get(member)?.clone())))
            .collect::<Option<Vec<(String, Value)>>>()
            .map(Object)
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A type of key, with its curve.
#[derive(Clone, Copy)]
enum KeyType {
    Rsa,
    Ec(&'static str),
    Ed25519,
}

impl KeyType {
    fn is_of(self, jwk: &Object) -> bool {
        let text = |member: &str| jwk.get(member).and_then(Value::as_text);
        let is = |member: &str, expected: &str| text(member) == Some(expected);
        let bytes = |member: &str| text(member).and_then(|text| base64url::decode(text).ok());
        match self {
            Self::Rsa => {
                let modulus = bytes("n").map_or(0, |bytes| bytes.len());
                is("kty", "RSA") && RSA_BYTES.contains(&modulus) && is("e", RSA_EXPONENT)
            }
            Self::Ec(curve) => is("kty", "EC") && is("crv", curve),
            // WebCrypto accepts points of low order, for which nearly any signature verifies.
            Self::Ed25519 => {
                let point = bytes("x").and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
                let is_sound = point.is_some_and(|point| VerifyingKey::from_bytes(&point).is_ok());
                is("kty", "OKP") && is("crv", "Ed25519") && is_sound
            }
        }
    }
}
