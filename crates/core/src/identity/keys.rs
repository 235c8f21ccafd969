//! The keys of a provider: which keys of a JWK set (RFC 7517) verify a token.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Algorithm;
use crate::token::json::{Object, Value};

/// Members that only private and symmetric keys have (RFC 7518 §6).
const PRIVATE_MEMBERS: [&str; 8] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];

/// The public signature keys of a JWK set. Keys of other kinds may be in the set and are left out.
#[derive(Clone, Default)]
pub struct KeySet(Vec<Jwk>);

/// A key of a set.
#[derive(Clone)]
struct Jwk {
    id: Option<String>,
    members: Object,
}

/// A key that verifies one algorithm's signatures: the members of its JWK that WebCrypto imports.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The JWK.
    pub jwk: Object,
    /// Whether the token named it by its `kid`. A set that names no keys does not reveal that one was replaced.
    pub is_named: bool,
}

/// Why a set has no key for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoKey {
    /// No key of the algorithm has the token's `kid`.
    Unknown,
    /// Several different keys have the token's `kid`, or could be meant by a token without one.
    Ambiguous,
}

impl KeySet {
    /// The usable keys of a JWK set.
    #[must_use]
    pub fn read(set: &Object) -> Self {
        let keys = set.get("keys").and_then(Value::as_items);
        let keys = keys.unwrap_or_default().iter();
        Self(
            keys.filter_map(|key| Jwk::read(key.as_object()?))
                .filter(Jwk::is_usable)
                .collect(),
        )
    }

    /// Whether no key is usable.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The key that a token names by `kid`, for this algorithm.
    ///
    /// A key without `kid` serves any token, and a token without `kid` any key, if exactly one key of the algorithm can be
    /// meant.
    ///
    /// # Errors
    /// [`NoKey`]
    pub fn find(&self, key_id: Option<&str>, algorithm: Algorithm) -> Result<PublicKey, NoKey> {
        if let Some(key_id) = key_id {
            let named = self.of(algorithm, |jwk| jwk.id.as_deref() == Some(key_id));
            match only(named) {
                Err(NoKey::Unknown) => {}
                found => return found.map(|jwk| PublicKey::new(algorithm, jwk, true)),
            }
        }
        let possible = self.of(algorithm, |jwk| key_id.is_none() || jwk.id.is_none());
        only(possible).map(|jwk| PublicKey::new(algorithm, jwk, false))
    }

    /// The different keys of an algorithm. A set may hold the same key twice.
    fn of(&self, algorithm: Algorithm, is_meant: impl Fn(&Jwk) -> bool) -> Vec<Object> {
        let mut keys: Vec<Object> = Vec::new();
        for jwk in self.0.iter().filter(|jwk| is_meant(jwk)) {
            if let Some(key) = algorithm.public_key(&jwk.members)
                && !keys.contains(&key)
            {
                keys.push(key);
            }
        }
        keys
    }
}

/// The only one of several keys.
fn only(keys: Vec<Object>) -> Result<Object, NoKey> {
    let mut keys = keys.into_iter();
    let first = keys.next().ok_or(NoKey::Unknown)?;
    if keys.next().is_some() {
        Err(NoKey::Ambiguous)
    } else {
        Ok(first)
    }
}

impl PublicKey {
    const fn new(algorithm: Algorithm, jwk: Object, is_named: bool) -> Self {
        Self {
            algorithm,
            jwk,
            is_named,
        }
    }
}

impl Jwk {
    /// A key; `None` if its `kid` is not a string.
    fn read(jwk: &Object) -> Option<Self> {
        let id = match jwk.get("kid") {
            None | Some(Value::Null) => None,
            Some(id) => Some(id.as_text()?.into()),
        };
        Some(Self {
            id,
            members: jwk.clone(),
        })
    }

    /// Whether it is a public key for signatures.
    fn is_usable(&self) -> bool {
        let jwk = &self.members;
        let is_private = PRIVATE_MEMBERS
            .iter()
            .any(|member| jwk.get(member).is_some());
        let is_for_signatures = jwk
            .get("use")
            .is_none_or(|usage| usage.as_text() == Some("sig"));
        let has_verify = |operations: &Value| {
            let operations = operations.as_items();
            operations.is_some_and(|all| all.iter().any(|one| one.as_text() == Some("verify")))
        };
        let has_algorithm = Algorithm::ALL
            .into_iter()
            .any(|algorithm| algorithm.public_key(jwk).is_some());
        !is_private
            && is_for_signatures
            && jwk.get("key_ops").is_none_or(has_verify)
            && has_algorithm
    }
}

impl fmt::Display for NoKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unknown => "no key of the set",
            Self::Ambiguous => "more than one key of the set",
        })
    }
}
