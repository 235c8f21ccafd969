//! Declining an invite.

use super::accept::{INVITE_USED, OfferedInvite};
use super::command::Proof;
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::{State, Store};
use crate::audit::{Action, Details, Resource, ResourceType};
use crate::{InviteId, Refusal};

impl<S: Store> CommandContext<'_, S> {
    /// Refuses in the same order as accept. A repeat changes nothing.
    ///
    /// A link for several users stays open: one of them must not be able to close it to the others.
    pub(super) fn decline(&mut self, id: &InviteId, proof: &Proof) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let OfferedInvite {
            mut invite,
            joined_at,
        } = self.invite_for_caller(id, proof)?;
        if joined_at.is_some() {
            return Err(INVITE_USED.into());
        }
        if invite.state == State::Declined(caller.user.clone()) {
            return Ok(Done::Invite { invite: *id });
        }
        self.check_open(caller, &invite, proof)?;
        let is_member = self.load(|store| store.member(&caller.user))?.is_some();
        if invite.is_link() && is_member {
            // A member who opens another person's link must not be able to close it.
            return Err(Refusal::AlreadyMember.into());
        }
        if invite.max_uses > 1 {
            return Ok(Done::Invite { invite: *id });
        }
        invite.state = State::Declined(caller.user.clone());
        invite.decided_at = Some(self.context.now);
        self.put_invite(invite);
        self.audit(
            Action::InviteDecline,
            Resource::new(ResourceType::Invite, id),
            Details::new(),
        );
        Ok(Done::Invite { invite: *id })
    }
}
