//! Erasing a user: what is refused from then on, and who cannot be erased.
//!
//! A user's id stays in audit logs, as a pseudonym: the hash chains cover it. Who signs in again is another user
//! ([`crate::Subject::user`]).

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{AccountName, Kind, Refusal, Timestamp, UserId};

/// When a user was erased.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Erasure {
    /// When it was requested.
    pub at: Timestamp,
    /// Up to when identity tokens are refused that were issued for them.
    pub tokens_until: Timestamp,
}

impl Erasure {
    /// An erasure that is requested now, with a token that was issued at a time if the user themself requests it.
    ///
    /// The provider's clock may be ahead: that token, and those issued before it, are refused in any case.
    #[must_use]
    pub fn new(now: Timestamp, issued_at_seconds: Option<i64>) -> Self {
        let issued_at = issued_at_seconds.map_or(now, from_seconds);
        Self {
            at: now,
            tokens_until: now.max(issued_at),
        }
    }

    /// Whether a token that was issued then is one of the erased user. One that does not say when it was issued is.
    #[must_use]
    pub fn covers_token(&self, issued_at_seconds: Option<i64>) -> bool {
        issued_at_seconds.is_none_or(|seconds| from_seconds(seconds) <= self.tokens_until)
    }

    /// Whether an invite to the user's address is erased with them: it was created before.
    #[must_use]
    pub fn covers_invite(&self, created_at: Timestamp) -> bool {
        created_at <= self.at
    }
}

const fn from_seconds(seconds: i64) -> Timestamp {
    Timestamp::from_milliseconds(seconds.saturating_mul(1000))
}

/// An account of a user, as far as it decides whether they can be erased.
pub struct AccountOfUser<'a> {
    /// Its id and name.
    pub account: AccountName,
    /// Its kind.
    pub kind: Kind,
    /// Its owner.
    pub owner: &'a UserId,
}

/// Checks that a user owns no team: its members would lose it, or have it without an owner.
///
/// # Errors
/// `conflict`, with the teams.
pub fn check_owns_no_team<'a>(
    user: &UserId,
    accounts: impl Iterator<Item = AccountOfUser<'a>>,
) -> Result<(), Refusal> {
    let teams: Vec<AccountName> = accounts
        .filter(|each| each.kind == Kind::Team && each.owner == user)
        .map(|each| each.account)
        .collect();
    if teams.is_empty() {
        Ok(())
    } else {
        Err(Refusal::OwnsTeams { teams })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = Timestamp::from_milliseconds(1_800_000_000_500);

    #[test]
    fn tokens_up_to_the_erasure_are_covered() {
        let erasure = Erasure::new(NOON, None);
        for (issued_at, covered) in [
            (None, true),
            (Some(1_799_999_999), true),
            (Some(1_800_000_000), true),
            (Some(1_800_000_001), false),
            (Some(i64::MIN), true),
            (Some(i64::MAX), false),
        ] {
            assert_eq!(erasure.covers_token(issued_at), covered, "{issued_at:?}");
        }
    }

    #[test]
    fn the_token_that_requests_it_is_covered_whatever_its_providers_clock_says() {
        let erasure = Erasure::new(NOON, Some(1_800_000_030));
        assert!(erasure.covers_token(Some(1_800_000_030)));
        assert!(!erasure.covers_token(Some(1_800_000_031)));
        assert_eq!(Erasure::new(NOON, Some(0)), Erasure::new(NOON, None));
    }

    #[test]
    fn an_invite_that_is_created_afterwards_is_not_covered() {
        let erasure = Erasure::new(NOON, Some(1_800_000_030));
        assert!(erasure.covers_invite(NOON.plus_seconds(-9)));
        assert!(erasure.covers_invite(NOON));
        assert!(!erasure.covers_invite(NOON.plus_seconds(1)));
    }
}
