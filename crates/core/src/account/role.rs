//! Changing a member's role.

use alloc::string::ToString;

use super::command::Done;
use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::join::INVITES_REVOKED;
use super::{Member, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::permission::RoleName;
use crate::policy::Role;
use crate::{Refusal, UserId, required};

impl<S: Store> CommandContext<'_, S> {
    pub(super) fn change_role(&mut self, user: &UserId, role: &RoleName) -> CommandResult<Done, S> {
        let access = self.require_permission(required::MEMBERS_MANAGE)?;
        let role = self.find_role(role)?;
        let member = self.find_member(user)?;
        self.assign_role(&access, member, role)
    }

    /// Gives a member this role, if the caller may grant it.
    pub(super) fn assign_role(
        &mut self,
        access: &CallerAccess,
        mut member: Member,
        role: &Role,
    ) -> CommandResult<Done, S> {
        if member.user == self.account.owner {
            return Err(Refusal::OwnerProtected.into());
        }
        self.check_may_manage(access, &member)?;
        self.check_may_grant(access, role)?;
        if member.role == role.name {
            return Ok(Done::Member { user: member.user });
        }
        let mut details = Details::new();
        details.insert("role".into(), Detail::Text(role.name.to_string()));
        details.insert("roleBefore".into(), Detail::Text(member.role.to_string()));
        self.bump_epoch();
        member.role = role.name.clone();
        member.changed_epoch = self.account.epoch;
        let user = member.user.clone();
        let revoked = self.revoke_invites_beyond(&user, role.permissions)?;
        cascade(&mut details, INVITES_REVOKED, &revoked);
        self.put_member(member);
        self.audit(
            Action::MemberRole,
            Resource::new(ResourceType::Member, &user),
            details,
        );
        Ok(Done::Member { user })
    }
}
