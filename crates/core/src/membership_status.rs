//! Whether a member holds what they are assigned.

use serde::{Deserialize, Serialize};

use crate::{Refusal, Timestamp};

/// Whether a member holds what their row carries, at a given time. An end is computed, never stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MembershipStatus {
    /// They do.
    Active,
    /// They are suspended, whether or not their membership has ended too.
    Suspended,
    /// Their membership has ended.
    PastEnd,
}

impl MembershipStatus {
    /// The status of a membership with this end and suspension.
    #[must_use]
    pub fn of(suspended: bool, expires_at: Option<Timestamp>, now: Timestamp) -> Self {
        if suspended {
            Self::Suspended
        } else if expires_at.is_some_and(|end| end <= now) {
            Self::PastEnd
        } else {
            Self::Active
        }
    }

    /// Refuses a member who holds nothing.
    ///
    /// # Errors
    /// `suspended` or `past_end`.
    pub const fn require_active(self) -> Result<(), Refusal> {
        match self {
            Self::Active => Ok(()),
            Self::Suspended => Err(Refusal::Suspended),
            Self::PastEnd => Err(Refusal::PastEnd),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_membership_is_active_until_the_moment_of_its_end() {
        let at = Timestamp::from_milliseconds;
        let cases = [
            (false, None, MembershipStatus::Active),
            (false, Some(at(1001)), MembershipStatus::Active),
            (false, Some(at(1000)), MembershipStatus::PastEnd),
            (true, None, MembershipStatus::Suspended),
            (true, Some(at(999)), MembershipStatus::Suspended),
        ];
        for (suspended, end, expected) in cases {
            let found = MembershipStatus::of(suspended, end, at(1000));
            assert_eq!(found, expected, "{suspended} {end:?}");
        }
    }
}
