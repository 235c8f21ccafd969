//! Recording what was decided about a member.

use alloc::string::ToString;

use super::super::command_context::{CommandContext, CommandResult};
use super::super::done::Done;
use super::super::{Change, Store};
use super::{Decision, Review, ReviewEntry, ReviewOutcome};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{Refusal, ReviewId, UserId, required};

impl<S: Store> CommandContext<'_, S> {
    /// Records a decision about a member. It can be replaced while the review is open.
    pub(in super::super) fn decide_review(
        &mut self,
        id: &ReviewId,
        user: &UserId,
        decision: Decision,
    ) -> CommandResult<Done, S> {
        self.require_permission(required::MEMBERS_MANAGE)?;
        let review = self.find_open_review(id)?;
        if self.context.caller.user() == Some(user) {
            return Err(Refusal::FORBIDDEN.into());
        }
        let entry = self.load(|store| store.review_entry(id, user))?;
        self.check_may_be_decided(&review, user, entry.as_ref(), decision)?;
        let actor = self.context.caller.actor();
        let outcome = ReviewOutcome::Decided(decision, actor);
        let before = entry.map(|entry| entry.outcome);
        if before.as_ref() != Some(&outcome) {
            let mut details = Details::new();
            details.insert("user".into(), Detail::Text(user.to_string()));
            details.insert("decision".into(), Detail::Text(decision.as_str().into()));
            let resource = Resource::new(ResourceType::Review, id);
            self.audit(Action::ReviewDecide, resource, details);
            self.settle(review, user, before.as_ref(), outcome);
        }
        Ok(Done::Review { review: *id })
    }

    /// Refuses a decision about a user whom the review does not cover. A member who was removed first can still
    /// be recorded as removed.
    fn check_may_be_decided(
        &self,
        review: &Review,
        user: &UserId,
        entry: Option<&ReviewEntry>,
        decision: Decision,
    ) -> CommandResult<(), S> {
        let member = self.load(|store| store.member(user))?;
        let is_covered = member.is_some_and(|member| review.covers(&member));
        if is_covered || (entry.is_some() && decision == Decision::Removed) {
            Ok(())
        } else {
            Err(Refusal::NotFound.into())
        }
    }

    /// Stores an outcome, and counts it instead of the one before.
    pub(super) fn settle(
        &mut self,
        mut review: Review,
        user: &UserId,
        before: Option<&ReviewOutcome>,
        outcome: ReviewOutcome,
    ) {
        review.counts.replace(before, &outcome);
        self.changes.push(Change::PutReviewEntry(ReviewEntry {
            review: review.id,
            user: user.clone(),
            outcome,
            at: self.context.now,
        }));
        self.changes.push(Change::PutReview(review));
    }

    /// A review that must be open.
    pub(super) fn find_open_review(&self, id: &ReviewId) -> CommandResult<Review, S> {
        let review = self.load(|store| store.review(id))?;
        let review = review.ok_or(Refusal::NotFound)?;
        if review.closed_at.is_some() {
            return Err(Refusal::Conflict.into());
        }
        Ok(review)
    }
}
