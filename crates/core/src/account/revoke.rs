//! Revoking an invite.

use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::{Status, Store};
use crate::audit::{Action, Details, Resource, ResourceType};
use crate::{InviteId, Refusal, required};

impl<S: Store> CommandContext<'_, S> {
    /// Revoking a revoked invite changes nothing. Any other closed state is final.
    pub(super) fn revoke(&mut self, id: &InviteId) -> CommandResult<Done, S> {
        self.require_permission(required::MEMBERS_INVITE)?;
        let invite = self.find_invite(id)?;
        match invite.status(self.context.now) {
            Status::Pending => {}
            Status::Revoked => return Ok(Done::Invite { invite: *id }),
            closed @ (Status::Accepted | Status::Declined | Status::Expired) => {
                return Err(Refusal::InviteClosed { why: closed.why() }.into());
            }
        }
        self.revoke_invites(alloc::vec![invite]);
        self.audit(
            Action::InviteRevoke,
            Resource::new(ResourceType::Invite, id),
            Details::new(),
        );
        Ok(Done::Invite { invite: *id })
    }
}
