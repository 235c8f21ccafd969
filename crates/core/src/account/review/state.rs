//! The stored state of an access review.

use super::super::Member;
use super::Decision;
use crate::audit::Actor;
use crate::{ReviewId, Timestamp, UserId};

/// An access review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Review {
    /// Its id.
    pub id: ReviewId,
    /// The member or service who opened it.
    pub opened_by: Actor,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The number of the audit event that opened it. It covers those who joined up to this event.
    pub seq: u64,
    /// When it was closed; `None` while it is open.
    pub closed_at: Option<Timestamp>,
    /// How many members it covers, and what was decided about them.
    pub counts: ReviewCounts,
}

impl Review {
    /// Whether a member was one when the review was opened, and has been since.
    #[must_use]
    pub const fn covers(&self, member: &Member) -> bool {
        member.joined_seq <= self.seq
    }
}

/// How many members a review covers, and what was decided about them.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReviewCounts {
    /// Those who were members when it was opened.
    pub total: u32,
    /// Who keeps their access.
    pub kept: u32,
    /// Whose access is changed.
    pub changed: u32,
    /// Who is removed.
    pub removed: u32,
    /// Who left before anything was decided about them.
    pub gone: u32,
}

impl ReviewCounts {
    /// About whom nothing is decided.
    #[must_use]
    pub const fn undecided(&self) -> u32 {
        let settled = self
            .kept
            .saturating_add(self.changed)
            .saturating_add(self.removed)
            .saturating_add(self.gone);
        self.total.saturating_sub(settled)
    }

    /// Counts `new` instead of `old`.
    pub(super) const fn replace(&mut self, old: Option<&ReviewOutcome>, new: &ReviewOutcome) {
        if let Some(count) = match old {
            Some(old) => self.of(old),
            None => None,
        } {
            *count = count.saturating_sub(1);
        }
        if let Some(count) = self.of(new) {
            *count = count.saturating_add(1);
        }
    }

    /// The count of an outcome. Nothing counts the undecided: they are the rest.
    const fn of(&mut self, outcome: &ReviewOutcome) -> Option<&mut u32> {
        Some(match outcome {
            ReviewOutcome::Decided(Decision::Keep, _) => &mut self.kept,
            ReviewOutcome::Decided(Decision::Changed, _) => &mut self.changed,
            ReviewOutcome::Decided(Decision::Removed, _) => &mut self.removed,
            ReviewOutcome::Gone => &mut self.gone,
            ReviewOutcome::Undecided => return None,
        })
    }
}

/// How a review ended for a member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ReviewOutcome {
    /// It was decided, by this member or service.
    Decided(Decision, Actor),
    /// They left, or were removed, before anything was decided.
    Gone,
    /// The review was closed before anything was decided.
    Undecided,
}

impl ReviewOutcome {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Decided(decision, _) => decision.as_str(),
            Self::Gone => "gone",
            Self::Undecided => "undecided",
        }
    }
}

/// The outcome of a review for one member. In an open review, a member without one is undecided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReviewEntry {
    /// The review.
    pub review: ReviewId,
    /// The member.
    pub user: UserId,
    /// The outcome.
    pub outcome: ReviewOutcome,
    /// When it was settled.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::{Actor, Decision, ReviewOutcome};

    #[test]
    fn each_outcome_has_its_word() {
        let decided = ReviewOutcome::Decided(Decision::Removed, Actor::System);
        let outcomes = [decided, ReviewOutcome::Gone, ReviewOutcome::Undecided];
        let words = outcomes.each_ref().map(ReviewOutcome::as_str);
        assert_eq!(words, ["removed", "gone", "undecided"]);
    }
}
