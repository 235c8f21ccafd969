//! Whether a membership token is still current, given its account's epochs.
//!
//! A token is current if its member exists, and its epoch is at least the account's floor and the member's last change.
//! [`Freshness`] says how old the epochs may be that this is checked against.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::{ProjectId, UserId};

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
    /// The epoch of their last change; `None` when they are not a member, are suspended, or are past their end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
}

/// A project that was archived.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ArchivedProject {
    /// The project.
    pub project: ProjectId,
    /// The account's epoch when it was last archived.
    pub epoch: u64,
}

/// A membership token, as far as its age is concerned.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TokenEpoch<'a> {
    /// The member.
    pub user: &'a UserId,
    /// The project that it is for, if it is for one.
    pub project: Option<ProjectId>,
    /// The account's epoch when it was minted.
    pub epoch: u64,
}

/// An account's epochs at a given time.
///
/// They list the members who changed within [`crate::limits::CHANGED_SECONDS`]. Every unexpired token of any other member
/// was minted after that member's last change: a token lives at most 300 s and clocks differ by at most 60 s, so it was
/// minted within the last 360 s. The same holds for projects that were archived.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Epochs {
    /// The account's epoch.
    pub epoch: u64,
    /// The epoch of its last convert, revert or restore from a backup.
    pub floor: u64,
    /// The members who changed recently. `None` when there are too many, so that each must be looked up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Vec<Changed>>,
    /// The projects that were archived recently, restored ones included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub projects: Vec<ArchivedProject>,
    /// The account's own spend limit in US cents per hour, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spend_limit: Option<u64>,
}

/// Whether a token is current.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MemberStatus {
    /// It is.
    Current,
    /// It is not: its member was removed, changed or suspended or their membership ended, its project was archived, or the
    /// account was converted, reverted or restored from a backup since.
    Stale,
    /// These epochs do not tell: they are older than the token, or do not list the members who changed.
    Unknown,
}

impl Epochs {
    /// The status of a token's member. Epochs older than `least_epoch` do not count.
    #[must_use]
    pub fn check_member(&self, token: TokenEpoch<'_>, least_epoch: u64) -> MemberStatus {
        let TokenEpoch {
            user,
            project,
            epoch,
        } = token;
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
            Some(change) if epoch >= self.floor.max(change).max(self.archived(project)) => {
                MemberStatus::Current
            }
            Some(_) | None => MemberStatus::Stale,
        }
    }

    /// The epoch at which the project was archived; 0 if it was not, or if there is none.
    fn archived(&self, project: Option<ProjectId>) -> u64 {
        let mut archived = self.projects.iter();
        let found = archived.find(|archived| Some(archived.project) == project);
        found.map_or(0, |archived| archived.epoch)
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
            projects: vec![ArchivedProject {
                project: project(1),
                epoch: 6,
            }],
            spend_limit: None,
        }
    }

    fn project(byte: u8) -> ProjectId {
        ProjectId::from_bytes([byte; 16])
    }

    fn status(subject: &str, epoch: u64, project: Option<ProjectId>) -> MemberStatus {
        let user = &user(subject);
        let token = TokenEpoch {
            user,
            project,
            epoch,
        };
        epochs().check_member(token, 0)
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
            let found = status(subject, epoch, None);
            assert_eq!(found, expected, "{subject} at {epoch}");
        }
    }

    #[test]
    fn archiving_a_project_concerns_its_own_tokens_alone() {
        use MemberStatus::{Current, Stale};
        for (of, epoch, expected) in [
            (Some(project(1)), 5, Stale),
            // It was minted after the project was restored.
            (Some(project(1)), 6, Current),
            (Some(project(2)), 5, Current),
            (None, 5, Current),
        ] {
            let found = status("unchanged", epoch, of);
            assert_eq!(found, expected, "{of:?} at {epoch}");
        }
        assert_eq!(status("raised", 6, Some(project(1))), Stale);
        assert_eq!(status("gone", 9, Some(project(2))), Stale);
    }

    #[test]
    fn epochs_without_projects_are_read_and_written_as_before() {
        let json = r#"{"epoch":9,"floor":3,"changed":[]}"#;
        let epochs: Epochs = serde_json::from_str(json).unwrap();
        assert!(epochs.projects.is_empty());
        assert_eq!(serde_json::to_string(&epochs).unwrap(), json);
    }

    #[test]
    fn epochs_older_than_the_token_or_the_least_epoch_do_not_tell() {
        let check = |epochs: &Epochs, epoch, least_epoch| {
            let user = &user("a");
            let token = TokenEpoch {
                user,
                project: None,
                epoch,
            };
            epochs.check_member(token, least_epoch)
        };
        assert_eq!(check(&epochs(), 10, 0), MemberStatus::Unknown);
        assert_eq!(check(&epochs(), 9, 10), MemberStatus::Unknown);
        assert_eq!(check(&epochs(), 9, 9), MemberStatus::Current);
        let many = Epochs {
            changed: None,
            ..epochs()
        };
        assert_eq!(check(&many, 9, 0), MemberStatus::Unknown);
    }
}
