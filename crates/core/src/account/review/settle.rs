//! What a membership's end means for an open review.

use super::super::command_context::{CommandContext, CommandResult};
use super::super::{Member, Store};
use super::ReviewOutcome;

impl<S: Store> CommandContext<'_, S> {
    /// Settles a member who leaves or is removed while nothing is decided about them.
    pub(in super::super) fn settle_as_gone(&mut self, member: &Member) -> CommandResult<(), S> {
        let Some(review) = self.load(S::open_review)? else {
            return Ok(());
        };
        let entry = self.load(|store| store.review_entry(&review.id, &member.user))?;
        if review.covers(member) && entry.is_none() {
            self.settle(review, &member.user, None, ReviewOutcome::Gone);
        }
        Ok(())
    }
}
