//! Membership tokens that were verified before. A token is its bytes, and what a good signature says does not change; so
//! nothing is kept but what verification gave, under the whole token, and what depends on the moment is asked each time.
//!
//! Bounded in number and in bytes: `SETS` × `WAYS` tokens of at most `LONGEST` bytes. A new one takes the place of the
//! oldest of its set, so whoever has many good tokens makes others verify again, and no more.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::TokenError;
use super::membership::{self, VerifiedMembership};
use crate::key::VerifyingKeys;

/// Into how many sets tokens are sorted.
const SETS: usize = 256;
/// How many tokens a set remembers.
const WAYS: usize = 4;
/// The longest token that is remembered, in bytes. An ordinary one has 700.
const LONGEST: usize = 2_048;

/// A verifier of one edge's membership tokens that remembers them.
pub struct Remembered {
    keys: VerifyingKeys,
    issuer: String,
    audience: String,
    sets: Vec<Vec<Known>>,
}

struct Known {
    digest: u64,
    token: Box<str>,
    verified: Rc<VerifiedMembership>,
}

impl Remembered {
    /// A verifier that remembers nothing yet.
    #[must_use]
    pub fn new(keys: VerifyingKeys, issuer: String, audience: String) -> Self {
        let mut sets = Vec::new();
        sets.resize_with(SETS, Vec::new);
        Self {
            keys,
            issuer,
            audience,
            sets,
        }
    }

    /// Verifies a token, as [`membership::verify`] does.
    ///
    /// # Errors
    /// [`TokenError`], whether it is remembered or not.
    pub fn verify(
        &mut self,
        token: &str,
        now_seconds: i64,
    ) -> Result<Rc<VerifiedMembership>, TokenError> {
        let digest = digest(token);
        let at = usize::try_from(digest % SETS as u64).unwrap_or_default();
        let set = self.sets.get_mut(at).ok_or(TokenError::Invalid)?;
        // The digests first: two tokens that differ are hardly ever compared byte by byte, so that takes no longer for a
        // part of somebody's token than for none of it.
        let known = set
            .iter()
            .find(|known| known.digest == digest && *known.token == *token);
        if let Some(known) = known {
            known.verified.check(now_seconds)?;
            return Ok(Rc::clone(&known.verified));
        }
        let verified =
            membership::verify(token, &self.keys, &self.issuer, &self.audience, now_seconds)?;
        let verified = Rc::new(verified);
        if token.len() <= LONGEST {
            set.retain(|known| known.verified.check(now_seconds).is_ok());
            if set.len() >= WAYS {
                set.remove(0);
            }
            set.push(Known {
                digest,
                token: token.into(),
                verified: Rc::clone(&verified),
            });
        }
        Ok(verified)
    }
}

/// FNV-1a. It only sorts: the whole token decides.
fn digest(token: &str) -> u64 {
    token.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| {
        (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(all(test, feature = "sign"))]
mod tests;
