//! Taking an invite back.

use super::command::Done;
use super::work::{Step, Work};
use super::{Status, Store};
use crate::audit::{Action, Details, Resource, ResourceType};
use crate::{InviteId, Refusal, required};

impl<S: Store> Work<'_, S> {
    /// Revoking what is revoked changes nothing; any other closed state is final.
    pub(super) fn revoke(&mut self, id: &InviteId) -> Step<Done, S> {
        self.require(required::MEMBERS_INVITE)?;
        let invite = self.known_invite(id)?;
        match invite.status(self.context.now) {
            Status::Pending => {}
            Status::Revoked => return Ok(Done::Invite { invite: *id }),
            closed @ (Status::Accepted | Status::Declined | Status::Expired) => {
                return Err(Refusal::InviteClosed { why: closed.why() }.into());
            }
        }
        self.revoke_all(alloc::vec![invite]);
        self.audit(
            Action::InviteRevoke,
            Resource::new(ResourceType::Invite, id),
            Details::new(),
        );
        Ok(Done::Invite { invite: *id })
    }
}
