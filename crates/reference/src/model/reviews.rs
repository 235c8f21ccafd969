//! Access reviews: everybody who is a member when one is opened, and what is decided about each.

use std::collections::{BTreeMap, BTreeSet};

use super::command::{Decision, Denial, Reply, ReviewCommand, ReviewNumber, User};
use super::fault::Fault;
use super::policy::MANAGE;
use super::step::Outcome;
use super::world::{DAY, World};

/// The most reviews that an account opens in a day.
const MOST_PER_DAY: usize = 50;

/// An access review.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Review {
    /// How many members there were.
    pub(crate) total: u32,
    /// Those of them who have been members since. Members that are only counted are not among them.
    present: BTreeSet<User>,
    /// What was decided, and by whom; `None` for who left before.
    pub(crate) settled: BTreeMap<User, Option<(Decision, User)>>,
    /// Whether it is closed.
    pub(crate) closed: bool,
    /// Whether a revert removed it. Its number stays.
    pub(crate) gone: bool,
}

impl Review {
    /// About how many this was decided.
    #[must_use]
    pub(crate) fn count(&self, decision: Decision) -> u32 {
        self.counted(|settled| settled.is_some_and(|(each, _)| each == decision))
    }

    /// How many left before anything was decided.
    #[must_use]
    pub(crate) fn left(&self) -> u32 {
        self.counted(|settled| settled.is_none())
    }

    fn counted(&self, wanted: impl Fn(Option<(Decision, User)>) -> bool) -> u32 {
        let found = self.settled.values().filter(|settled| wanted(**settled));
        u32::try_from(found.count()).unwrap_or(u32::MAX)
    }
}

impl World {
    /// Runs a command about an access review.
    pub(crate) fn review_command(&mut self, who: User, command: &ReviewCommand) -> Outcome {
        self.permitted(who, MANAGE)?;
        match *command {
            ReviewCommand::Open => self.open_review(who),
            ReviewCommand::Decide {
                review,
                user,
                decision,
            } => self.decide_review(who, review, user, decision),
            ReviewCommand::Close { review } => self.close_review(who, review),
        }
    }

    /// Opens a review of all current members. One is open at a time.
    fn open_review(&mut self, who: User) -> Outcome {
        if self.account.as_ref().is_some_and(|account| !account.team) {
            return Err(Denial::code("not_a_team"));
        }
        if self.reviewed().is_some() && !self.broken(Fault::TwoReviews) {
            return Err(Denial::code("conflict"));
        }
        let opened = self.log.iter().filter(|event| {
            event.action == "hallpass.review.open"
                && event.refused.is_none()
                && event.at > self.now - DAY
        });
        if opened.count() >= MOST_PER_DAY {
            return Err(Denial::code("rate_limited"));
        }
        self.reviews.push(Review {
            total: self.member_count(),
            present: self.members.keys().copied().collect(),
            settled: BTreeMap::new(),
            closed: false,
            gone: false,
        });
        self.write(Some(who), "hallpass.review.open", None);
        Ok(Reply::Review(self.reviews.len() - 1))
    }

    /// The number of the open review.
    fn reviewed(&self) -> Option<ReviewNumber> {
        let mut reviews = self.reviews.iter();
        reviews.position(|review| !review.closed && !review.gone)
    }

    /// An open review.
    fn open_one(&self, number: ReviewNumber) -> Result<&Review, Denial> {
        let review = self.reviews.get(number).filter(|review| !review.gone);
        let review = review.ok_or(Denial::code("not_found"))?;
        if review.closed && !self.broken(Fault::ClosedReviewsDecide) {
            return Err(Denial::code("conflict"));
        }
        Ok(review)
    }

    /// Records what was decided about a member whom the review covers. Members do not decide about themselves. Who left meanwhile can
    /// still be recorded as removed.
    fn decide_review(
        &mut self,
        who: User,
        number: ReviewNumber,
        user: User,
        decision: Decision,
    ) -> Outcome {
        let review = self.open_one(number)?;
        if user == who && !self.broken(Fault::DecidesOneself) {
            return Err(Denial::code("forbidden"));
        }
        let before = review.settled.get(&user).copied();
        let covered = self.members.contains_key(&user)
            && (review.present.contains(&user) || self.broken(Fault::ReviewsLateJoiners));
        let left_before = before.is_some() && decision == Decision::Removed;
        if !(covered || left_before) {
            return Err(Denial::code("not_found"));
        }
        let settled = Some((decision, who));
        if before != Some(settled) {
            if let Some(review) = self.reviews.get_mut(number) {
                review.settled.insert(user, settled);
            }
            self.write(Some(who), "hallpass.review.decide", None);
        }
        Ok(Reply::Review(number))
    }

    fn close_review(&mut self, who: User, number: ReviewNumber) -> Outcome {
        self.open_one(number)?;
        if let Some(review) = self.reviews.get_mut(number) {
            review.closed = true;
        }
        self.write(Some(who), "hallpass.review.close", None);
        Ok(Reply::Review(number))
    }

    /// A member left: the open review covers them no more, and settles them as gone.
    pub(crate) fn leave_reviews(&mut self, user: User) {
        let is_kept = self.broken(Fault::LeaversStayUndecided);
        let open = self.reviewed();
        for (number, review) in self.reviews.iter_mut().enumerate() {
            let covered = review.present.remove(&user);
            if covered && open == Some(number) && !is_kept {
                review.settled.entry(user).or_insert(None);
            }
        }
    }

    /// Removes every review (rule 8).
    pub(crate) fn remove_reviews(&mut self) {
        if !self.broken(Fault::RevertKeepsReviews) {
            self.reviews
                .iter_mut()
                .for_each(|review| review.gone = true);
        }
    }
}
