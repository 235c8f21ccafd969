//! Closing an access review.

use super::super::command_context::{CommandContext, CommandResult};
use super::super::done::Done;
use super::super::{Change, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{ReviewId, required};

impl<S: Store> CommandContext<'_, S> {
    /// Closes a review for good. About whom nothing was decided stays undecided.
    pub(in super::super) fn close_review(&mut self, id: &ReviewId) -> CommandResult<Done, S> {
        self.require_permission(required::MEMBERS_MANAGE)?;
        let mut review = self.find_open_review(id)?;
        let counts = review.counts;
        let mut details = Details::new();
        for (field, count) in [
            ("kept", counts.kept),
            ("changed", counts.changed),
            ("removed", counts.removed),
            ("gone", counts.gone),
            ("undecided", counts.undecided()),
        ] {
            details.insert(field.into(), Detail::Number(count.into()));
        }
        let resource = Resource::new(ResourceType::Review, id);
        self.audit(Action::ReviewClose, resource, details);
        review.closed_at = Some(self.context.now);
        self.changes.push(Change::SettleUndecided(review.clone()));
        self.changes.push(Change::PutReview(review));
        Ok(Done::Review { review: *id })
    }
}
