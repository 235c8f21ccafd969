//! Ed25519 keys, as JWK sets (RFC 7517, RFC 8037).

#[cfg(feature = "sign")]
mod signing;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::base64url;
use crate::token::json::{Object, Value};

use ed25519_dalek::Signature;

#[cfg(feature = "sign")]
pub use signing::{SigningKeys, new_key_set};

/// The maximum number of keys in a set.
pub const KEYS: usize = 16;
/// The maximum length of a key's id, in visible ASCII characters.
pub const KEY_ID_CHARACTERS: usize = 128;
/// The maximum length of a key set's JSON, in bytes.
pub const KEY_SET_BYTES: usize = 16 * 1024;

/// Bytes that are not a canonical public key of full order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WeakKeyError;

impl fmt::Display for WeakKeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a canonical Ed25519 public key of full order")
    }
}

impl core::error::Error for WeakKeyError {}

/// A public Ed25519 key: a canonically encoded point, not of low order.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads the 32 bytes of RFC 8032 §5.1.5.
    ///
    /// # Errors
    /// [`WeakKeyError`] when they are not the canonical encoding of a point, or encode one of the eight points of low
    /// order, under which almost any signature is valid.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, WeakKeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| WeakKeyError)?;
        if key.is_weak() || key.to_edwards().compress().as_bytes() != bytes {
            return Err(WeakKeyError);
        }
        Ok(Self(key))
    }

    /// The 32 bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Whether `signature` is this key's signature of `message`.
    ///
    /// The rules are strict: the signature has exactly 64 bytes, S is in range (RFC 8032 §5.1.7), R is canonical and not
    /// of low order, and the equation has no cofactor.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(self.as_bytes()))
    }
}

/// Why a JWK set is invalid. One invalid key makes the whole set invalid: a partial set would fail later and elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySetError {
    /// Not strict JSON of the form `{"keys": [{…}, …]}`, or longer than [`KEY_SET_BYTES`].
    Syntax,
    /// It has no key, or more than [`KEYS`].
    Count,
    /// A key has another type or curve: `kty` must be `OKP`, and `crv` must be `Ed25519`.
    KeyType,
    /// A key is for another algorithm: `alg`, if present, must be `EdDSA`, or `Ed25519` in a private set.
    Algorithm,
    /// A key is for another use: `use`, if present, must be `sig`, and `key_ops` must fit the set's purpose.
    Use,
    /// A public set has a private or symmetric member.
    Private,
    /// A `kid` is not 1–[`KEY_ID_CHARACTERS`] visible ASCII characters, or is missing in a public set.
    KeyId,
    /// Two keys have the same `kid`.
    DuplicateKeyId,
    /// An `x` is not a canonical public key of full order.
    Point,
    /// The first key has no `d`, or a `d` is not 32 bytes or does not belong to `x`.
    Secret,
}

impl fmt::Display for KeySetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Syntax => "not a JWK set",
            Self::Count => "a JWK set needs at least one key, and at most 16",
            Self::KeyType => "a key is not `OKP` on `Ed25519`",
            Self::Algorithm => "a key's `alg` is for another algorithm",
            Self::Use => "a key's `use` or `key_ops` is for something else",
            Self::Private => "a public JWK set holds a private or symmetric member",
            Self::KeyId => "a key has no usable `kid`",
            Self::DuplicateKeyId => "two keys have the same `kid`",
            Self::Point => "a key's `x` is not a canonical Ed25519 public key",
            Self::Secret => "a key's `d` is missing or does not belong to its `x`",
        })
    }
}

impl core::error::Error for KeySetError {}

/// The public keys for verifying tokens, by `kid`.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKeys(Vec<(String, VerifyingKey)>);

impl VerifyingKeys {
    /// Reads a public JWK set, as `GET /.well-known/jwks.json` returns it. Unknown members are ignored.
    ///
    /// # Errors
    /// [`KeySetError`] for the first thing that is wrong.
    pub fn from_jwks(text: &str) -> Result<Self, KeySetError> {
        let mut keys = Self(Vec::new());
        for mut jwk in read_set(text)? {
            if PRIVATE_MEMBERS
                .iter()
                .any(|member| jwk.take(member).is_some())
            {
                return Err(KeySetError::Private);
            }
            let key = read_public(&mut jwk, "verify", &["EdDSA"])?;
            let key_id = take_key_id(&mut jwk)?.ok_or(KeySetError::KeyId)?;
            keys.add(key_id, key)?;
        }
        Ok(keys)
    }

    /// The key with exactly this `kid`.
    #[must_use]
    pub fn find(&self, key_id: &str) -> Option<&VerifyingKey> {
        self.0
            .iter()
            .find(|(id, _)| id == key_id)
            .map(|(_, key)| key)
    }

    /// The key ids, in the set's order.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(id, _)| id.as_str())
    }

    fn add(&mut self, key_id: String, key: VerifyingKey) -> Result<(), KeySetError> {
        if self.find(&key_id).is_some() {
            return Err(KeySetError::DuplicateKeyId);
        }
        self.0.push((key_id, key));
        Ok(())
    }
}

impl fmt::Debug for VerifyingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.key_ids()).finish()
    }
}

/// Members of private and symmetric keys (RFC 7518 §6.2.2, §6.3.2, §6.4.1; RFC 9964 §3).
const PRIVATE_MEMBERS: [&str; 9] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth", "priv"];

fn read_set(text: &str) -> Result<Vec<Object>, KeySetError> {
    if text.len() > KEY_SET_BYTES {
        return Err(KeySetError::Syntax);
    }
    let mut set = Object::parse(text).map_err(|_| KeySetError::Syntax)?;
    let Some(Value::Array(items)) = set.take("keys") else {
        return Err(KeySetError::Syntax);
    };
    if items.is_empty() || items.len() > KEYS {
        return Err(KeySetError::Count);
    }
    let as_object = |item| match item {
        Value::Object(object) => Ok(object),
        Value::Null | Value::Bool(_) | Value::Integer(_) | Value::Text(_) | Value::Array(_) => {
            Err(KeySetError::Syntax)
        }
    };
    items.into_iter().map(as_object).collect()
}

fn take_key_id(jwk: &mut Object) -> Result<Option<String>, KeySetError> {
    let id = jwk
        .take_optional_text("kid")
        .map_err(|_| KeySetError::KeyId)?;
    let Some(id) = id else { return Ok(None) };
    let visible = id.bytes().all(|byte| byte.is_ascii_graphic());
    if id.is_empty() || id.len() > KEY_ID_CHARACTERS || !visible {
        return Err(KeySetError::KeyId);
    }
    Ok(Some(id))
}

/// Reads the public part of a JWK, which must allow `operation` (`verify` or `sign`). Its `alg`, if present, must be one
/// of `algorithms`.
fn read_public(
    jwk: &mut Object,
    operation: &str,
    algorithms: &[&str],
) -> Result<VerifyingKey, KeySetError> {
    let is = |value: Option<Value>, wanted: &[&str]| matches!(value, Some(Value::Text(text)) if wanted.contains(&text.as_str()));
    if !is(jwk.take("kty"), &["OKP"]) || !is(jwk.take("crv"), &["Ed25519"]) {
        return Err(KeySetError::KeyType);
    }
    if let Some(algorithm) = jwk.take("alg")
        && !is(Some(algorithm), algorithms)
    {
        return Err(KeySetError::Algorithm);
    }
    if let Some(purpose) = jwk.take("use")
        && !is(Some(purpose), &["sig"])
    {
        return Err(KeySetError::Use);
    }
    if let Some(operations) = jwk.take("key_ops")
        && !permits(&operations, operation)
    {
        return Err(KeySetError::Use);
    }
    let x = jwk.take_text("x").map_err(|_| KeySetError::Point)?;
    let bytes = base64url::decode_array(&x).map_err(|_| KeySetError::Point)?;
    VerifyingKey::from_bytes(&bytes).map_err(|WeakKeyError| KeySetError::Point)
}

/// Whether `key_ops` contains `operation`, and otherwise only `verify`.
fn permits(operations: &Value, operation: &str) -> bool {
    let Value::Array(operations) = operations else {
        return false;
    };
    let mut listed = false;
    for item in operations {
        match item {
            Value::Text(text) if text == operation => listed = true,
            Value::Text(text) if text == "verify" => {}
            Value::Null
            | Value::Bool(_)
            | Value::Integer(_)
            | Value::Text(_)
            | Value::Array(_)
            | Value::Object(_) => return false,
        }
    }
    listed
}

#[cfg(all(test, feature = "sign"))]
mod tests;
