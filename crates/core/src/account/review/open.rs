//! Opening an access review.

use super::super::command_context::{CommandContext, CommandResult};
use super::super::done::Done;
use super::super::{Change, Kind, Store};
use super::{Review, ReviewCounts};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::budget::Budget;
use crate::{Refusal, ReviewId, limits, required};

/// How often an account may open a review. Closing one writes a row for each member about whom nothing was decided.
const OPENED: Budget = Budget {
    count: limits::REVIEWS_PER_DAY,
    seconds: 86_400,
};

impl<S: Store> CommandContext<'_, S> {
    /// Opens a review of all current members.
    pub(in super::super) fn open_review(&mut self) -> CommandResult<Done, S> {
        self.require_permission(required::MEMBERS_MANAGE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        if self.load(S::open_review)?.is_some() {
            return Err(Refusal::Conflict.into());
        }
        self.check_budget(Action::ReviewOpen, Some(OPENED))?;
        let id = self.new_review_id();
        let total = self.account.member_count;
        let mut details = Details::new();
        details.insert("members".into(), Detail::Number(total.into()));
        let resource = Resource::new(ResourceType::Review, &id);
        self.audit(Action::ReviewOpen, resource, details);
        self.changes.push(Change::PutReview(Review {
            id,
            opened_by: self.context.caller.actor(),
            opened_at: self.context.now,
            seq: self.account.audit.count,
            closed_at: None,
            counts: ReviewCounts {
                total,
                ..ReviewCounts::default()
            },
        }));
        Ok(Done::Review { review: id })
    }

    /// An id from the first half of the command's random bytes; the second half names its events.
    fn new_review_id(&self) -> ReviewId {
        let mut random = [0; 16];
        for (to, from) in random.iter_mut().zip(self.context.random) {
            *to = *from;
        }
        ReviewId::from_bytes(random)
    }
}
