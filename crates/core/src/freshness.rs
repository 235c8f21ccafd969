//! Whether a membership token is still current, given its account's epochs.
//!
//! A token is current if its member exists, and its epoch is at least the account's floor and the member's last change.
//! [`Freshness`] says how old the epochs may be that this is checked against.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::UserId;

/// How recently a check must have verified that nothing changed since the token was minted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Freshness {
    /// Not at all. A removed member is refused when their token expires.
    Stateless,
    /// With epochs that are at most two seconds old.
    #[default]
    Cached,
    /// With epochs that are read from the account for this check.
    Strict,
}

impl Freshness {
    /// Parses a level.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "stateless" => Some(Self::Stateless),
            "cached" => Some(Self::Cached),
            "strict" => Some(Self::Strict),
            _ => None,
        }
    }
}

/// The last change of a member.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Changed {
    /// The user.
    pub user: UserId,
    /// The epoch of their last change; `None` when they are not a member.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
}

/// An account's epochs at a given time.
///
/// They list the members who changed within [`crate::limits::CHANGED_SECONDS`]. Every unexpired token of any other member
/// was minted after that member's last change: a token lives at most 300 s and clocks differ by at most 60 s, so it was
/// minted within the last 360 s.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Epochs {
    /// The account's epoch.
    pub epoch: u64,
    /// The epoch of its last convert or revert.
    pub floor: u64,
    /// The members who changed recently. `None` when there are too many, so that each must be looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Vec<Changed>>,
    /// The account's own spend limit in US cents per hour, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit: Option<u64>,
}

/// Whether a token is current.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberStatus {
    /// It is.
    Current,
    /// It is not: its member was removed or changed, or the account was converted or reverted since.
    Stale,
    /// These epochs do not tell: they are older than the token, or do not list the members who changed.
    Unknown,
}

impl Epochs {
    /// The status of the member whose token was minted at `epoch`. Epochs older than `least_epoch` do not count.
    #[must_use]
    pub fn check_member(&self, user: &UserId, epoch: u64, least_epoch: u64) -> MemberStatus {
        if self.epoch < epoch.max(least_epoch) {
            return MemberStatus::Unknown;
        }
        let Some(changed) = &self.changed else {
            return MemberStatus::Unknown;
        };
        let last_change = match changed.iter().find(|changed| changed.user == *user) {
            None => Some(0),
            Some(changed) => changed.epoch,
        };
        match last_change {
            Some(change) if epoch >= self.floor.max(change) => MemberStatus::Current,
            Some(_) | None => MemberStatus::Stale,
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
    fn levels_are_parsed() {
        use Freshness::{Cached, Stateless, Strict};
        for (word, expected) in [
            ("stateless", Some(Stateless)),
            ("cached", Some(Cached)),
            ("strict", Some(Strict)),
            ("Strict", None),
            ("", None),
        ] {
            assert_eq!(Freshness::parse(word), expected, "{word}");
        }
    }

    #[test]
    fn a_token_is_current_if_its_member_exists_and_it_is_not_older_than_floor_and_change() {
        use MemberStatus::{Current, Stale};
        for (subject, epoch, expected) in [
            ("unchanged", 3, Current),
            ("unchanged", 2, Stale),
            ("raised", 7, Current),
            ("raised", 6, Stale),
            ("gone", 9, Stale),
        ] {
            let found = epochs().check_member(&user(subject), epoch, 0);
            assert_eq!(found, expected, "{subject} at {epoch}");
        }
    }

    #[test]
    fn epochs_older_than_the_token_or_the_least_epoch_do_not_tell() {
        assert_eq!(
            epochs().check_member(&user("a"), 10, 0),
            MemberStatus::Unknown
        );
        assert_eq!(
            epochs().check_member(&user("a"), 9, 10),
            MemberStatus::Unknown
        );
        assert_eq!(
            epochs().check_member(&user("a"), 9, 9),
            MemberStatus::Current
        );
        let many = Epochs {
            changed: None,
            ..epochs()
        };
        assert_eq!(many.check_member(&user("a"), 9, 0), MemberStatus::Unknown);
    }
}
