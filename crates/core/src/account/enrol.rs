//! Adding a member without an invite, by a service: how a platform imports its members.

use super::caller::Person;
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::grant::insert_assignment;
use super::{Kind, Member, Store};
use crate::audit::Details;
use crate::{Refusal, RoleAssignment, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// Makes a user a member with this role or list, whether or not they are one already. It restores nobody.
    pub(super) fn enrol(
        &mut self,
        person: &Person,
        given: &RoleAssignment,
    ) -> CommandResult<Done, S> {
        let access = self.require_service(required::MEMBERS_MANAGE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        let assigned = self.assigned(given)?;
        if let Some(member) = self.load(|store| store.member(&person.user))? {
            let held = self.account.assignment_of(&member, self.policy());
            if held.is_same_as(&assigned.assignment) {
                return Ok(Done::Member { user: member.user });
            }
            return self.assign(&access, member, assigned);
        }
        self.check_may_grant(&access, assigned.permissions)?;
        if self.account.member_count >= limits::MEMBERS {
            return Err(Refusal::MemberLimit.into());
        }
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &assigned.assignment);
        let member = Member::new(person.clone(), assigned.assignment, self.context.now);
        let user = person.user.clone();
        let revoked = self.revoke_invites_to(&member, None)?;
        self.join(member, &revoked, details);
        Ok(Done::Member { user })
    }
}
