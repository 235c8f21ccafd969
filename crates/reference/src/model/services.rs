//! Services of the platform: what each holds, and the enrolment of members without an invite (rules 5, 6, 7 and 12).

use super::command::{Address, Denial, Enrolment, Grant, Reply, User};
use super::fault::Fault;
use super::policy::{
    ACCESS, Assignment, CREATE_PROJECTS, INVITE, MANAGE, MANAGE_PROJECT, Scope, TEAM, within,
};
use super::step::Outcome;
use super::world::{MOST_GRANTS, MOST_MEMBERS, Member, World, count};

/// The number of the first service. Users have smaller ones.
pub(crate) const FIRST_SERVICE: User = 100;

/// What each service holds, in every account.
pub(crate) const SERVICES: [u32; 4] = [
    u32::MAX,
    // Everything but clusters, billing and projects.
    0b1011_1111 | INVITE | MANAGE | TEAM,
    ACCESS | MANAGE | CREATE_PROJECTS | 1 << 1,
    ACCESS | MANAGE_PROJECT,
];

impl World {
    /// What a service holds under today's policy; `None` for a user.
    #[must_use]
    pub(crate) fn service(&self, who: User) -> Option<u32> {
        let number = who.checked_sub(FIRST_SERVICE)?;
        let held = SERVICES.get(usize::from(number)).copied().unwrap_or(0);
        let held = if self.broken(Fault::ServicesHoldEverything) {
            u32::MAX
        } else {
            held
        };
        Some(held & self.policy().live())
    }

    /// Denies a service what only users do.
    pub(crate) fn only_users(&self, who: User, fault: Fault) -> Result<(), Denial> {
        self.account_of(who)?;
        if self.service(who).is_some() && !self.broken(fault) {
            return Err(Denial::code("forbidden"));
        }
        Ok(())
    }

    /// Makes a user a member with a role or list, grants and an end, or changes those of a member: all or nothing. For services,
    /// which need `members:manage` and hold all of it themselves. It ends no suspension.
    pub(crate) fn enrol(&mut self, who: User, enrolment: &Enrolment) -> Outcome {
        let Enrolment {
            user,
            address,
            assignment,
            ref projects,
            end,
        } = *enrolment;
        self.account_of(who)?;
        if self.service(who).is_none() && !self.broken(Fault::MembersEnrol) {
            return Err(Denial::code("forbidden"));
        }
        let held = self.permitted(who, MANAGE)?;
        let is_team = self.account.as_ref().is_some_and(|account| account.team);
        if !is_team && !self.broken(Fault::EnrolsInPersonal) {
            return Err(Denial::code("not_a_team"));
        }
        if !self.acceptable(assignment, Scope::Account) {
            return Err(Denial::code("invalid_request"));
        }
        // An enrolment has an addressee, so what a link invite may not carry does not matter.
        self.check_grants(who, Some(user), projects)?;
        let gives = self.policy().gives(assignment, Scope::Account);
        let exceeds = !within(gives, held) && !self.broken(Fault::EnrolsAboveOwn);
        if self.members.contains_key(&user) {
            return self.enrol_again(who, enrolment, exceeds);
        }
        if exceeds {
            return Err(Denial::code("role_exceeds_grantor"));
        }
        if self.member_count() >= MOST_MEMBERS && !self.broken(Fault::NoMemberLimit) {
            return Err(Denial::code("member_limit"));
        }
        let end = end
            .flatten()
            .filter(|_| !self.broken(Fault::EnrolmentEndForgotten));
        self.enrol_new(who, user, address, assignment, end);
        for grant in projects {
            self.put_enrolled_grant(who, user, grant);
        }
        Ok(Reply::Member(user))
    }

    fn enrol_new(
        &mut self,
        who: User,
        user: User,
        address: Option<Address>,
        assignment: Assignment,
        end: Option<i64>,
    ) {
        if !self.broken(Fault::EnrolmentKeepsInvites) {
            self.revoke_invites_to(address);
        }
        let member = Member {
            assignment,
            address,
            invited_by: None,
            by: None,
            skipped: Vec::new(),
            joined: self.now,
            join_event: 0,
            ends: end.map(|seconds| self.now + seconds),
            suspended: false,
            changed: self.advance(),
        };
        self.members.insert(user, member);
        self.write(Some(who), "member.join", None);
    }

    /// Changes what differs of a member: first the role or list and the end, then the grants. Other grants stay.
    fn enrol_again(&mut self, who: User, enrolment: &Enrolment, exceeds: bool) -> Outcome {
        let user = enrolment.user;
        let Some(before) = self.members.get(&user).cloned() else {
            return Err(Denial::code("not_found"));
        };
        let grants = self.changed_grants(enrolment)?;
        let ends = enrolment
            .end
            .filter(|_| !self.broken(Fault::EnrolmentEndForgotten));
        let after = Member {
            assignment: enrolment.assignment,
            ends: ends.map_or(before.ends, |end| end.map(|seconds| self.now + seconds)),
            suspended: before.suspended && !self.broken(Fault::EnrolmentRestores),
            ..before.clone()
        };
        let shown = self.assignment_shown(user);
        let is_same = shown == Some(after.assignment) && after.ends == before.ends;
        if is_same && grants.is_empty() {
            return Ok(Reply::Member(user));
        }
        if !is_same && self.owns(user) && !self.broken(Fault::EnrolmentDemotesOwner) {
            return Err(Denial::code("owner_protected"));
        }
        if !self.outranks(who, user) && !self.broken(Fault::EnrolsHigherMembers) {
            return Err(Denial::code("forbidden"));
        }
        if !is_same && exceeds {
            return Err(Denial::code("role_exceeds_grantor"));
        }
        if is_same {
            if !self.broken(Fault::EnrolmentEpochStands) {
                self.change_member_epoch(user);
            }
        } else {
            self.members.insert(user, after.clone());
            self.member_changed(
                user,
                Fault::EnrolmentKeepsInvitesBeyond,
                Fault::EnrolmentEpochStands,
            );
            self.write_member_change(who, &before, &after);
            self.change_transfer(&before, user);
        }
        if self.broken(Fault::EnrolmentTakesGrants) {
            self.grants.retain(|(_, member), _| *member != user);
        }
        for grant in grants {
            self.put_enrolled_grant(who, user, &grant);
            self.revoke_beyond_grant(grant.project, user);
        }
        Ok(Reply::Member(user))
    }

    /// The grants that differ from what the member has. A member has a limited number.
    fn changed_grants(&self, enrolment: &Enrolment) -> Result<Vec<Grant>, Denial> {
        let before = |grant: &Grant| self.grants.get(&(grant.project, enrolment.user)).copied();
        let grants = &enrolment.projects;
        let new = grants
            .iter()
            .filter(|grant| before(grant).is_none())
            .count();
        let exceeds = self.grant_count(enrolment.user) + count(new) > MOST_GRANTS;
        if new > 0 && exceeds && !self.broken(Fault::NoGrantLimit) {
            return Err(Denial::code("project_limit"));
        }
        let changed = grants
            .iter()
            .filter(|grant| before(grant) != Some(grant.assignment));
        Ok(changed.copied().collect())
    }

    fn put_enrolled_grant(&mut self, who: User, user: User, grant: &Grant) {
        self.grants.insert((grant.project, user), grant.assignment);
        self.write(Some(who), "hallpass.grant.put", None);
    }
}
