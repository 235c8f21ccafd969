//! Removing a member, and leaving.

use super::Store;
use super::command::Done;
use super::work::{Step, Work};
use crate::audit::{Action, Details, Resource, ResourceType, cascade};
use crate::{PermissionSet, Refusal, UserId, required};

impl<S: Store> Work<'_, S> {
    pub(super) fn remove(&mut self, user: &UserId) -> Step<Done, S> {
        let leaves = self.context.caller.user() == Some(user);
        let standing = if leaves {
            self.standing()?
        } else {
            self.require(required::MEMBERS_MANAGE)?
        };
        let member = self
            .ask(|store| store.member(user))?
            .ok_or(Refusal::NotFound)?;
        if member.user == self.account.owner {
            return Err(Refusal::OwnerProtected.into());
        }
        self.may_manage(&standing, &member)?;
        self.bump_epoch();
        let mut revoked = self.revoke_what_exceeds(user, PermissionSet::EMPTY)?;
        if let Some(address) = &member.address {
            let theirs = self.ask(|store| store.pending_to(address, self.context.now))?;
            let theirs = theirs
                .into_iter()
                .filter(|invite| !revoked.contains(&invite.id))
                .collect();
            revoked.extend(self.revoke_all(theirs));
        }
        self.drop_member(user);
        self.announce_count();
        let mut details = Details::new();
        cascade(&mut details, "invitesRevoked", &revoked);
        let action = if leaves {
            Action::MemberLeave
        } else {
            Action::MemberRemove
        };
        self.audit(action, Resource::new(ResourceType::Member, user), details);
        Ok(Done::Removed { user: user.clone() })
    }
}
