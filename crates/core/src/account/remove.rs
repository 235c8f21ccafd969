//! Removing a member, and leaving.

use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::join::INVITES_REVOKED;
use super::transfer::TransferEnd;
use super::{Member, Store};
use crate::audit::{Action, Details, Resource, ResourceType, cascade};
use crate::{PermissionSet, Refusal, UserId, required};

impl<S: Store> CommandContext<'_, S> {
    pub(super) fn remove(&mut self, user: &UserId) -> CommandResult<Done, S> {
        let is_leaving = self.context.caller.user() == Some(user);
        let access = if is_leaving {
            self.caller_access()?
        } else {
            self.require_permission(required::MEMBERS_MANAGE)?
        };
        let member = self.find_member(user)?;
        if member.user == self.account.owner {
            return Err(Refusal::OwnerProtected.into());
        }
        self.check_may_manage(&access, &member)?;
        let end = if is_leaving {
            TransferEnd::Left
        } else {
            TransferEnd::Removed
        };
        self.end_membership(&member, end)?;
        Ok(Done::Removed { user: user.clone() })
    }

    /// Removes a member, and revokes the invites that they may no longer grant and those to their address.
    pub(super) fn end_membership(
        &mut self,
        member: &Member,
        end: TransferEnd,
    ) -> CommandResult<(), S> {
        let user = &member.user;
        self.bump_epoch();
        let mut revoked = self.revoke_invites_beyond(user, PermissionSet::EMPTY)?;
        if let Some(address) = &member.address {
            let theirs = self.load(|store| store.pending_to(address, self.context.now))?;
            let theirs = theirs
                .into_iter()
                .filter(|invite| !revoked.contains(&invite.id))
                .collect();
            revoked.extend(self.revoke_invites(theirs));
        }
        self.end_transfer_to(member, end)?;
        self.settle_as_gone(member)?;
        self.remove_member(user);
        self.announce_member_count();
        let mut details = Details::new();
        cascade(&mut details, INVITES_REVOKED, &revoked);
        let action = if self.context.caller.user() == Some(user) {
            Action::MemberLeave
        } else {
            Action::MemberRemove
        };
        self.audit(action, Resource::new(ResourceType::Member, user), details);
        Ok(())
    }
}
