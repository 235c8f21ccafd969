//! What the Worker says to its objects: each object's binding, how an instance is named, and its vocabulary.
//!
//! Objects never read a clock or draw: the moment and the random bytes come with each [`Envelope`].

pub mod account;
pub mod document;
pub mod index;

use hallpass_core::Timestamp;
use hallpass_core::account::Caller;
use hallpass_core::base64url;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A Durable Object class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Object {
    /// One per account, named by the account's id. The only writer of its facts.
    Account,
    /// One per user, named by the user's id. An index.
    User,
    /// One per address, named by its keyed digest. An index.
    Mailbox,
}

impl Object {
    /// The binding in `wrangler.toml`.
    #[must_use]
    pub const fn binding(self) -> &'static str {
        match self {
            Self::Account => "ACCOUNT",
            Self::User => "USER",
            Self::Mailbox => "MAILBOX",
        }
    }
}

/// 32 random bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Random(pub [u8; 32]);

impl Serialize for Random {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64url::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Random {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        base64url::decode_array(&text)
            .map(Self)
            .map_err(|_| de::Error::custom("not 32 bytes"))
    }
}

/// A request's idempotency key, and what it is a key to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Key {
    /// The key.
    pub key: String,
    /// SHA-256 of method, path and body, as base64url.
    pub fingerprint: String,
}

/// What goes to an object.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Envelope<C> {
    /// The moment.
    pub now: Timestamp,
    /// Bytes for this command alone.
    pub random: Random,
    /// Who asks; absent before sign-in and between objects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller: Option<Caller>,
    /// The request's idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idempotency: Option<Key>,
    /// What is asked.
    pub ask: C,
}
