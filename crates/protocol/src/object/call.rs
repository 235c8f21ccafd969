//! What a call of an object is.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// A Durable Object class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ObjectClass {
    /// One per account, named by the account's id. The only writer of the account's facts.
    Account,
    /// One per user, named by the user's id: an index of the user's accounts. Also one per counter of a rate limit.
    User,
    /// One per address, named by its keyed digest: an index of the invites to it.
    Mailbox,
}

impl ObjectClass {
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

/// An operation of a Durable Object, as a request type.
pub trait ObjectCall: Serialize + DeserializeOwned {
    /// The class that handles it.
    const OBJECT: ObjectClass;
    /// Its name in the request's path, unique within the class.
    const OPERATION: &'static str;
    /// Whether the call may be sent again when it is unknown whether it took effect: it reads, or a repeat changes nothing.
    /// A call under an idempotency key may be repeated in any case.
    const IS_REPEATABLE: bool = false;
    /// What the object responds with.
    type Response: Serialize + DeserializeOwned;

    /// The name of the instance that handles it.
    fn object_name(&self) -> String;
}

/// Which page of a list is requested. The cursor belongs to the object; a malformed one is `invalid_request`.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Paging {
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
    /// The maximum number of items.
    pub limit: u32,
}
