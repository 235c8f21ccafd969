//! The hashes of the audit chain.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::{Digest, Sha256};

use crate::id::{IdError, as_text};
use crate::token::json::Object;
use crate::{base64url, canonical};

/// A SHA-256 hash of the chain. Its JSON form is base64url.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// A hash from its bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// SHA-256 of an event's canonical JSON (RFC 8785).
    pub(super) fn of(event: &Object) -> Self {
        let text = canonical::object_to_string(event);
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(&self.0))
    }
}

impl FromStr for Hash {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        base64url::decode_array(text).map(Self).map_err(|_| IdError)
    }
}

as_text!(Hash);

/// The head of a chain: how many events it has, and the hash of the last one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Head {
    /// How many events the chain has.
    pub count: u64,
    /// The last event's hash; before the first event, the hash of the account id.
    pub hash: Hash,
}
