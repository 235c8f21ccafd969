//! Taking a user in without an invite: what a service does when a platform moves its members here.

use alloc::string::ToString;

use super::command::{Done, Person};
use super::work::{Step, Work};
use super::{Kind, Member, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::permission::RoleName;
use crate::{Refusal, limits, required};

impl<S: Store> Work<'_, S> {
    /// A member with this role, whether they were one before or not. A pending invite to their address is revoked.
    pub(super) fn enrol(&mut self, person: &Person, role: &RoleName) -> Step<Done, S> {
        let standing = self.require_service(required::MEMBERS_MANAGE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        let role = self.role_named(role)?;
        if let Some(member) = self.ask(|store| store.member(&person.user))? {
            let held = self.account.role_of(&member, self.policy());
            if *held == role.name {
                return Ok(Done::Member { user: member.user });
            }
            return self.give_role(&standing, member, role);
        }
        self.may_grant(&standing, role)?;
        if self.account.member_count >= limits::MEMBERS {
            return Err(Refusal::MemberLimit.into());
        }
        let mut details = Details::new();
        details.insert("role".into(), Detail::Text(role.name.to_string()));
        if let Some(address) = &person.address {
            let theirs = self.ask(|store| store.pending_to(address, self.context.now))?;
            let revoked = self.revoke_all(theirs.into_iter().collect());
            cascade(&mut details, "invitesRevoked", &revoked);
        }
        let user = person.user.clone();
        self.add_member(Member::new(
            person.clone(),
            role.name.clone(),
            self.context.now,
        ));
        self.audit(
            Action::MemberJoin,
            Resource::new(ResourceType::Member, &user),
            details,
        );
        Ok(Done::Member { user })
    }
}
