//! Giving a member another role.

use alloc::string::ToString;

use super::command::Done;
use super::work::{Standing, Step, Work};
use super::{Member, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::permission::RoleName;
use crate::policy::Role;
use crate::{Refusal, UserId, required};

impl<S: Store> Work<'_, S> {
    pub(super) fn change_role(&mut self, user: &UserId, role: &RoleName) -> Step<Done, S> {
        let standing = self.require(required::MEMBERS_MANAGE)?;
        let role = self.role_named(role)?;
        let member = self
            .ask(|store| store.member(user))?
            .ok_or(Refusal::NotFound)?;
        self.give_role(&standing, member, role)
    }

    /// Makes a member's role this one, if the caller may.
    pub(super) fn give_role(
        &mut self,
        standing: &Standing,
        mut member: Member,
        role: &Role,
    ) -> Step<Done, S> {
        if member.user == self.account.owner {
            return Err(Refusal::OwnerProtected.into());
        }
        self.may_manage(standing, &member)?;
        self.may_grant(standing, role)?;
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
        let revoked = self.revoke_what_exceeds(&user, role.permissions)?;
        cascade(&mut details, "invitesRevoked", &revoked);
        self.put_member(member);
        self.audit(
            Action::MemberRole,
            Resource::new(ResourceType::Member, &user),
            details,
        );
        Ok(Done::Member { user })
    }
}
