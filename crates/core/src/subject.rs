//! Subjects of identity providers.

use core::fmt;

use sha2::{Digest as _, Sha256};

use crate::UserId;
use crate::id::digest;

/// A subject of an identity provider. It is one user after another: who signs in again after they were erased is a new one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Subject([u8; 32]);

impl Subject {
    /// The subject with this `sub` at `provider`.
    #[must_use]
    pub fn new(provider: &str, subject: &str) -> Self {
        Self(digest(provider, subject))
    }

    /// The user that the subject is after it was erased this many times. The id of a later user cannot be computed from that
    /// of an earlier one.
    #[must_use]
    pub fn user(&self, generation: u32) -> UserId {
        if generation == 0 {
            return UserId::from_digest(&self.0);
        }
        let mut hasher = Sha256::new();
        // No provider's name begins with this byte.
        hasher.update([0xff]);
        hasher.update(generation.to_be_bytes());
        hasher.update(self.0);
        UserId::from_digest(&hasher.finalize().into())
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subject({})", self.user(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_generation_of_a_subject_is_another_user() {
        let subject = Subject::new("local", "dev@example.com");
        let users = [0, 1, 2, 0x0100_0000].map(|generation| subject.user(generation));
        for (index, user) in users.iter().enumerate() {
            assert_eq!(user.as_str().parse(), Ok(user.clone()));
            assert!(!users[..index].contains(user));
        }
        assert_eq!(subject.user(0), UserId::derive("local", "dev@example.com"));
        assert_ne!(
            subject.user(1),
            Subject::new("local", "dev@example.org").user(1)
        );
    }
}
