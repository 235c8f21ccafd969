//! Whether a membership token still counts, judged from what is known of its account's epochs.
//!
//! A token is good iff its member exists and its epoch is at least the account's floor and the member's last change.
//! That rule is here, once; how old the knowledge may be that it is judged from is a [`Freshness`].

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::UserId;

/// How sure a check must be that nothing has changed since the token was minted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Freshness {
    /// The token's word is enough: a removed member is refused when it ends.
    Stateless,
    /// A view of the account's epochs that is two seconds old at most.
    #[default]
    Cached,
    /// The account itself, asked for this very check.
    Strict,
}

impl Freshness {
    /// The level that a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word {
            "stateless" => Some(Self::Stateless),
            "cached" => Some(Self::Cached),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }
}

/// A member whose standing changed lately, or who is asked about.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// Who.
    pub user: UserId,
    /// The epoch of their last change; none when they are no member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
}

/// An account's epochs at a moment.
///
/// Of its members it names those whose standing changed within [`crate::limits::CHANGED_SECONDS`]. Whoever is not
/// among them has stood as they stand since before any token that is still alive was minted: a token lives 300 s at
/// most and clocks differ by a minute at most, so it was minted within the last 360 s, to a member who was one then,
/// with that member's change behind it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Epochs {
    /// The account's epoch.
    pub epoch: u64,
    /// The epoch of its last convert or revert.
    pub floor: u64,
    /// Members whose standing changed lately; none when they are too many to name, and each must be asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Vec<Changed>>,
    /// Its own spend limit in US cents per hour, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit: Option<u64>,
}

/// What epochs say of a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// It counts.
    Good,
    /// It does not: its member is gone or changed, or the account was converted or reverted since.
    Stale,
    /// These epochs are older than the token, or do not name its member: they say nothing.
    Unsaid,
}

impl Epochs {
    /// What they say of a token of `user` that was minted at `epoch`, to somebody who knows of `least`.
    #[must_use]
    pub fn judge(&self, user: &UserId, epoch: u64, least: u64) -> Standing {
        if self.epoch < epoch.max(least) {
            return Standing::Unsaid;
        }
        let Some(changed) = &self.changed else {
            return Standing::Unsaid;
        };
        let own = match changed.iter().find(|changed| changed.user == *user) {
            None => Some(0),
            Some(changed) => changed.epoch,
        };
        match own {
            Some(own) if epoch >= self.floor.max(own) => Standing::Good,
            Some(_) | None => Standing::Stale,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    fn user(subject: &str) -> UserId {
        UserId::derive("test", subject)
    }

    fn epochs() -> Epochs {
        let changed = |subject, epoch| Changed {
            user: user(subject),
            epoch,
        };
        Epochs {
            epoch: 9,
            floor: 3,
            changed: Some(vec![changed("raised", Some(7)), changed("gone", None)]),
            spend_limit: None,
        }
    }

    #[test]
    fn each_word_is_its_own() {
        use Freshness::{Cached, Stateless, Strict};
        for (word, expected) in [
            ("stateless", Some(Stateless)),
            ("cached", Some(Cached)),
            ("strict", Some(Strict)),
            ("Strict", None),
            ("", None),
        ] {
            assert_eq!(Freshness::from_word(word), expected, "{word}");
        }
    }

    #[test]
    fn a_token_is_good_iff_its_member_exists_and_it_is_no_older_than_floor_and_change() {
        use Standing::{Good, Stale};
        for (subject, epoch, expected) in [
            ("unchanged", 3, Good),
            ("unchanged", 2, Stale),
            ("raised", 7, Good),
            ("raised", 6, Stale),
            ("gone", 9, Stale),
        ] {
            let found = epochs().judge(&user(subject), epoch, 0);
            assert_eq!(found, expected, "{subject} at {epoch}");
        }
    }

    #[test]
    fn epochs_older_than_the_token_or_than_what_is_known_say_nothing() {
        assert_eq!(epochs().judge(&user("a"), 10, 0), Standing::Unsaid);
        assert_eq!(epochs().judge(&user("a"), 9, 10), Standing::Unsaid);
        assert_eq!(epochs().judge(&user("a"), 9, 9), Standing::Good);
        let many = Epochs {
            changed: None,
            ..epochs()
        };
        assert_eq!(many.judge(&user("a"), 9, 0), Standing::Unsaid);
    }
}
