//! What ends an offer without a decision about it.

use super::super::command_context::{CommandContext, CommandResult};
use super::super::{Member, MembershipStatus, Store};
use super::about;
use crate::UserId;
use crate::audit::{Action, Actor, Detail, Details, Outcome};

/// Why an offer ended without a decision about it.
#[derive(Clone, Copy)]
pub(in crate::account) enum TransferEnd {
    Left,
    Removed,
    Suspended,
    PastEnd,
    Reverted,
}

impl TransferEnd {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Removed => "removed",
            Self::Suspended => "suspended",
            Self::PastEnd => "past_end",
            Self::Reverted => "reverted",
        }
    }
}

impl<S: Store> CommandContext<'_, S> {
    /// Ends the open offer if it is this member's. The system does it, and writes a separate event.
    pub(in crate::account) fn end_transfer_to(
        &mut self,
        member: &Member,
        cause: TransferEnd,
    ) -> CommandResult<(), S> {
        let open = self.open_transfer()?;
        if open.is_some_and(|open| open.to.user == member.user) {
            self.end_transfer(&member.user, cause);
        }
        Ok(())
    }

    /// Ends the offer to a member who is not active before or after a change of theirs. One that ended with the membership
    /// does not come back when the membership is extended.
    pub(in crate::account) fn end_transfer_of_inactive(&mut self, before: &Member, after: &Member) {
        let now = self.context.now;
        let cause = match (before.status(now), after.status(now)) {
            (MembershipStatus::Active, MembershipStatus::Active) => return,
            (MembershipStatus::PastEnd, _) | (_, MembershipStatus::PastEnd) => TransferEnd::PastEnd,
            (MembershipStatus::Suspended, _) | (_, MembershipStatus::Suspended) => {
                TransferEnd::Suspended
            }
        };
        let latest = self.account.transfer.as_ref();
        if latest.is_some_and(|transfer| transfer.is_undecided_for(before, now)) {
            self.end_transfer(&after.user, cause);
        }
    }

    /// Ends the open offer with the team. Returns whether there was one.
    pub(in crate::account) fn end_transfer_by_revert(&mut self) -> CommandResult<bool, S> {
        let open = self.open_transfer()?;
        if let Some(open) = &open {
            self.end_transfer(&open.to.user, TransferEnd::Reverted);
        }
        self.account.transfer = None;
        Ok(open.is_some())
    }

    fn end_transfer(&mut self, to: &UserId, cause: TransferEnd) {
        self.account.transfer = None;
        let mut details = Details::new();
        details.insert("cause".into(), Detail::Text(cause.as_str().into()));
        self.append_event(
            Actor::System,
            Action::TransferEnd.into(),
            about(to),
            Outcome::Done,
            details,
        );
        self.announce_transfer_to(to);
    }
}
