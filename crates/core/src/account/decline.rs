//! Declining an invite.

use super::command::{Done, Proof};
use super::work::{Step, Work};
use super::{State, Store};
use crate::audit::{Action, Details, Resource, ResourceType};
use crate::{InviteId, Refusal};

impl<S: Store> Work<'_, S> {
    /// The same refusals as accept, in the same order, as far as they apply. A repeat changes nothing.
    pub(super) fn decline(&mut self, id: &InviteId, proof: Proof) -> Step<Done, S> {
        let caller = self.person()?;
        let mut invite = self.addressed_invite(id, proof)?;
        if invite.state == State::Declined(caller.user.clone()) {
            return Ok(Done::Invite { invite: *id });
        }
        self.still_open(caller, &invite, proof)?;
        let member = self.ask(|store| store.member(&caller.user))?.is_some();
        if invite.address.is_none() && member {
            // A colleague who opens somebody else's link must not be able to close it.
            return Err(Refusal::AlreadyMember.into());
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
