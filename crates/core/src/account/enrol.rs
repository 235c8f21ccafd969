//! Adding a member without an invite, by a service: how a platform imports its members.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::caller::Person;
use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::done::Done;
use super::grant::{Assigned, insert_assignment};
use super::join::INVITES_REVOKED;
use super::member_update::FieldChange;
use super::project_grants::insert_before;
use super::{Grant, Kind, Member, Store};
use crate::audit::{Detail, Details, cascade};
use crate::{Refusal, RoleAssignment, Timestamp, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// Makes a user a member with this role or list, these grants and this end, whether or not they are a member already. All
    /// of it changes, or nothing. It ends no suspension, and leaves a member's other grants as they are.
    pub(super) fn enrol(
        &mut self,
        person: &Person,
        given: &RoleAssignment,
        projects: &[Grant],
        expires_at: FieldChange<Timestamp>,
    ) -> CommandResult<Done, S> {
        let access = self.require_service(required::MEMBERS_MANAGE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        let assigned = self.assigned(given)?;
        let grants = self.enrolled_grants(&access, projects)?;
        if let Some(member) = self.load(|store| store.member(&person.user))? {
            return self.enrol_again(&access, member, assigned, grants, expires_at);
        }
        self.check_may_grant(&access, assigned.permissions)?;
        if self.account.member_count >= limits::MEMBERS {
            return Err(Refusal::MemberLimit.into());
        }
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &assigned.assignment);
        let mut member = Member::new(person.clone(), assigned.assignment, self.context.now);
        member.expires_at = expires_at.apply(None);
        if let Some(end) = member.expires_at {
            details.insert("expiresAt".into(), Detail::Text(end.to_string()));
        }
        let user = person.user.clone();
        let revoked = self.revoke_invites_to(&member, None)?;
        self.join(member, &revoked, details);
        for grant in grants {
            self.put_grant_of(&user, grant, Details::new());
        }
        Ok(Done::Member { user })
    }

    /// Changes what differs of a member's role or list, end and grants.
    fn enrol_again(
        &mut self,
        access: &CallerAccess,
        member: Member,
        assigned: Assigned,
        grants: Vec<Grant>,
        expires_at: FieldChange<Timestamp>,
    ) -> CommandResult<Done, S> {
        let user = member.user.clone();
        let grants = self.changed_grants(&member, grants)?;
        let held = self.account.assignment_of(&member, self.policy());
        let is_same = held.is_same_as(&assigned.assignment)
            && expires_at.apply(member.expires_at) == member.expires_at;
        if is_same && grants.is_empty() {
            return Ok(Done::Member { user });
        }
        let mut after = member.clone();
        if is_same {
            self.check_may_manage(access, &member)?;
            self.make_tokens_stale(member);
        } else {
            after.assignment = assigned.assignment.clone();
            after.expires_at = expires_at.apply(member.expires_at);
            self.assign(access, member, assigned, expires_at)?;
        }
        for (before, grant) in grants {
            let mut details = Details::new();
            if let Some(before) = before {
                insert_before(&mut details, &before);
            }
            let revoked = self.revoke_invites_beyond_grant(&after, grant.project, Some(&grant))?;
            cascade(&mut details, INVITES_REVOKED, &revoked);
            self.put_grant_of(&user, grant, details);
        }
        Ok(Done::Member { user })
    }

    /// The grants that differ from what the member has, each with what it replaces. A member has a limited number.
    fn changed_grants(
        &self,
        member: &Member,
        grants: Vec<Grant>,
    ) -> CommandResult<Vec<(Option<Grant>, Grant)>, S> {
        let mut count = self.load(|store| store.grant_count(&member.user))?;
        let mut changed = Vec::with_capacity(grants.len());
        for grant in grants {
            let before = self.load(|store| store.grant(&member.user, &grant.project))?;
            if before.is_none() {
                count += 1;
            }
            if before.as_ref() != Some(&grant) {
                changed.push((before, grant));
            }
        }
        if count > limits::GRANTS_PER_MEMBER && changed.iter().any(|(before, _)| before.is_none()) {
            return Err(Refusal::ProjectLimit.into());
        }
        Ok(changed)
    }
}
