//! Private keys. Only compiled with the feature `sign`, so never for a browser.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::{Signer, SigningKey};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, Zeroizing};

use super::{KeySetError, VerifyingKey, VerifyingKeys, read_public, read_set, take_key_id};
use crate::token::json::{Object, Value};
use crate::{base64url, canonical};

/// The private key for signing, and the public keys for verifying.
///
/// Only the first key's secret is stored. It is wiped on drop, and `Debug` does not print it.
pub struct SigningKeys {
    key_id: String,
    key: SigningKey,
    verifying: VerifyingKeys,
}

impl SigningKeys {
    /// Reads the setting `HALLPASS_KEYS`: a JWK set whose first key signs, and whose keys all verify.
    ///
    /// The `kid` of a key defaults to its thumbprint (RFC 7638). `alg` may also be `Ed25519`, the name of RFC 9864 that
    /// WebCrypto writes; tokens and the public set have `EdDSA` either way.
    ///
    /// Later keys may have a `d`, which is checked and discarded. Copies of secrets that this function makes are wiped;
    /// `text` belongs to the caller.
    ///
    /// # Errors
    /// [`KeySetError`] for the first thing that is wrong. It contains nothing of the keys.
    pub fn from_json(text: &str) -> Result<Self, KeySetError> {
        let mut first = None;
        let mut verifying = VerifyingKeys(Vec::new());
        for mut jwk in read_set(text)? {
            let secret = take_secret(&mut jwk)?;
            let operation = if secret.is_some() { "sign" } else { "verify" };
            let public = read_public(&mut jwk, operation, &["EdDSA", "Ed25519"])?;
            let key_id = take_key_id(&mut jwk)?.unwrap_or_else(|| thumbprint(public.as_bytes()));
            let secret = secret
                .map(|secret| signing_key(&secret, &public))
                .transpose()?;
            if first.is_none() {
                first = Some((key_id.clone(), secret.ok_or(KeySetError::Secret)?));
            }
            verifying.add(key_id, public)?;
        }
        let (key_id, key) = first.ok_or(KeySetError::Count)?;
        Ok(Self {
            key_id,
            key,
            verifying,
        })
    }

    /// The public keys. The first one belongs to the signing key.
    #[must_use]
    pub const fn verifying(&self) -> &VerifyingKeys {
        &self.verifying
    }

    /// The public JWK set, for `GET /.well-known/jwks.json`.
    #[must_use]
    pub fn jwks(&self) -> String {
        let public = |(key_id, key): &(String, VerifyingKey)| {
            let mut jwk = public_jwk(key.as_bytes());
            jwk.0.push(("kid".into(), Value::Text(key_id.clone())));
            Value::Object(jwk)
        };
        key_set(self.verifying.0.iter().map(public).collect())
    }

    /// The `kid` of signed tokens.
    pub(crate) fn key_id(&self) -> &str {
        &self.key_id
    }

    /// Signs `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKeys")
    }
}

/// A JWK set for `HALLPASS_KEYS` with one private key, made from 32 random bytes.
///
/// Its `kid` is the key's thumbprint (RFC 7638). The text is a secret.
#[must_use]
pub fn new_key_set(random: &[u8; 32]) -> Zeroizing<String> {
    let public = SigningKey::from_bytes(random).verifying_key();
    let mut jwk = public_jwk(public.as_bytes());
    let key_id = thumbprint(public.as_bytes());
    jwk.0.push(("kid".into(), Value::Text(key_id)));
    jwk.0
        .push(("d".into(), Value::Text(base64url::encode(random))));
    Zeroizing::new(key_set(alloc::vec![Value::Object(jwk)]))
}

/// Removes `d` from a JWK.
fn take_secret(jwk: &mut Object) -> Result<Option<Zeroizing<[u8; 32]>>, KeySetError> {
    let Some(mut text) = jwk
        .take_optional_text("d")
        .map_err(|_| KeySetError::Secret)?
    else {
        return Ok(None);
    };
    let secret = base64url::decode_array(&text).map(Zeroizing::new);
    text.zeroize();
    secret.map(Some).map_err(|_| KeySetError::Secret)
}

/// The signing key with this secret, which must belong to `public`.
fn signing_key(secret: &[u8; 32], public: &VerifyingKey) -> Result<SigningKey, KeySetError> {
    let key = SigningKey::from_bytes(secret);
    let own = key.verifying_key();
    if own.as_bytes().ct_eq(public.as_bytes()).into() {
        Ok(key)
    } else {
        Err(KeySetError::Secret)
    }
}

fn public_jwk(key: &[u8; 32]) -> Object {
    let members = [
        ("alg", "EdDSA".into()),
        ("crv", "Ed25519".into()),
        ("kty", "OKP".into()),
        ("use", "sig".into()),
        ("x", base64url::encode(key)),
    ];
    Object(
        members
            .into_iter()
            .map(|(name, text): (&str, String)| (name.into(), Value::Text(text)))
            .collect(),
    )
}

fn key_set(keys: Vec<Value>) -> String {
    canonical::object_to_string(&Object(alloc::vec![("keys".into(), Value::Array(keys))]))
}

/// SHA-256 of the key's required members in canonical order (RFC 7638 §3, RFC 8037 §2).
fn thumbprint(key: &[u8; 32]) -> String {
    let x = base64url::encode(key);
    let text = alloc::format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    base64url::encode(&Sha256::digest(text.as_bytes()))
}
