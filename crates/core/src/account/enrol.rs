//! Adding a member without an invite, by a service: how a platform imports its members.

use alloc::string::ToString;

use super::command::{Done, Person};
use super::command_context::{CommandContext, CommandResult};
use super::{Kind, Member, Store};
use crate::audit::{Detail, Details};
use crate::permission::RoleName;
use crate::{Refusal, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// Makes a user a member with this role, whether or not they are one already.
    pub(super) fn enrol(&mut self, person: &Person, role: &RoleName) -> CommandResult<Done, S> {
        let access = self.require_service(required::MEMBERS_MANAGE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        let role = self.find_role(role)?;
        if let Some(member) = self.load(|store| store.member(&person.user))? {
            let held = self.account.role_of(&member, self.policy());
            if *held == role.name {
                return Ok(Done::Member { user: member.user });
            }
            return self.assign_role(&access, member, role);
        }
        self.check_may_grant(&access, role)?;
        if self.account.member_count >= limits::MEMBERS {
            return Err(Refusal::MemberLimit.into());
        }
        let mut details = Details::new();
        details.insert("role".into(), Detail::Text(role.name.to_string()));
        let member = Member::new(person.clone(), role.name.clone(), self.context.now);
        let user = person.user.clone();
        let revoked = self.revoke_invites_to(&member, None)?;
        self.join(member, &revoked, details);
        Ok(Done::Member { user })
    }
}
