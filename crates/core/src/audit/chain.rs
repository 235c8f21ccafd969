//! The hash chain over audit events.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{Hash, Head};
use crate::{AccountId, canonical};

/// The head of an account's chain before its first event: the hash of its id.
#[must_use]
pub fn start(account: AccountId) -> Head {
    let digest = Sha256::digest(alloc::format!("{account}").as_bytes());
    Head { count: 0, hash: Hash::from_bytes(digest.into()) }
}

/// SHA-256 of an event's canonical JSON.
pub(super) fn hash(event: &impl Serialize) -> Hash {
    let text = canonical::to_string(event).unwrap_or_default();
    Hash::from_bytes(Sha256::digest(text.as_bytes()).into())
}
