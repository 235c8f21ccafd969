//! What changing a member's grants has in common: rule 5 in a project, revoked invites, stale tokens, and the audit event.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::grant::{can_grant, insert_assignment};
use super::project_access::ProjectAccess;
use super::{Change, Grant, Invite, Member, MembershipStatus, Store, permissions_in_project};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::permission::PermissionSet;
use crate::{InviteId, ProjectId, Refusal, UserId};

/// The detail of a join that lists the archived projects in which its invite granted nothing.
pub(super) const PROJECTS_SKIPPED: &str = "projectsSkipped";

impl<S: Store> CommandContext<'_, S> {
    /// Refuses to change the grant of a member who holds permissions in the project that the caller lacks there.
    pub(super) fn check_may_manage_in_project(
        &self,
        access: &ProjectAccess,
        target: &Member,
        grant: Option<&Grant>,
    ) -> Result<(), Refusal> {
        if self.context.caller.user() == Some(&target.user) {
            return Ok(());
        }
        let policy = self.policy();
        let held = self.account.permissions_assigned_to(target, policy);
        let excess = permissions_in_project(policy, held, grant).without(access.permissions);
        if excess.is_empty() {
            return Ok(());
        }
        Err(Refusal::Forbidden {
            missing: policy.names_of(excess),
        })
    }

    /// Whether a grantor who holds these permissions in the account may grant all that an invite carries, in the account and
    /// in each of its projects.
    pub(super) fn may_grant_invite(
        &self,
        grantor: &UserId,
        held: PermissionSet,
        invite: &Invite,
    ) -> CommandResult<bool, S> {
        let policy = self.policy();
        if !can_grant(policy, held, invite) {
            return Ok(false);
        }
        for grant in &invite.projects {
            let granted = grant.permissions_under(policy);
            let is_known = grant.has_role_of(policy);
            let fits = invite.address.is_some() || policy.fits_link_invite(granted);
            if !(is_known
                && fits
                && self.holds_in_project(grantor, held, grant.project, granted)?)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a member who holds `held` in the account has these permissions in a project.
    fn holds_in_project(
        &self,
        user: &UserId,
        held: PermissionSet,
        project: ProjectId,
        permissions: PermissionSet,
    ) -> CommandResult<bool, S> {
        if permissions.is_subset_of(held) {
            return Ok(true);
        }
        let own = self.load(|store| store.grant(user, &project))?;
        let there = permissions_in_project(self.policy(), held, own.as_ref());
        Ok(permissions.is_subset_of(there))
    }

    /// What a member's grants carry that the caller does not hold in the same project.
    pub(super) fn grants_beyond(
        &self,
        access: &CallerAccess,
        target: &UserId,
    ) -> CommandResult<PermissionSet, S> {
        let policy = self.policy();
        let mut beyond = PermissionSet::EMPTY;
        for grant in self.load(|store| store.grants_of(target))? {
            let granted = grant.permissions_under(policy);
            if granted.is_subset_of(access.permissions) {
                continue;
            }
            let own = match &access.member {
                Some(member) => self.load(|store| store.grant(&member.user, &grant.project))?,
                None => None,
            };
            let held = permissions_in_project(policy, access.permissions, own.as_ref());
            beyond = beyond.union(granted.without(held));
        }
        Ok(beyond)
    }

    /// Revokes the pending invites of a member that grant in a project more than what they hold there with this grant.
    pub(super) fn revoke_invites_beyond_grant(
        &mut self,
        member: &Member,
        project: ProjectId,
        grant: Option<&Grant>,
    ) -> CommandResult<Vec<InviteId>, S> {
        let policy = self.policy();
        let now = self.context.now;
        // A member who is suspended or past their end holds nothing, whatever their grant is.
        let held = match member.status(now) {
            MembershipStatus::Active => {
                let held = self.account.permissions_of(member, policy, now);
                permissions_in_project(policy, held, grant)
            }
            MembershipStatus::Suspended | MembershipStatus::PastEnd => PermissionSet::EMPTY,
        };
        let mut invites = self.load(|store| store.pending_by(&member.user, now))?;
        invites.retain(|invite| {
            invite.projects.iter().any(|invited| {
                invited.project == project && !invited.permissions_under(policy).is_subset_of(held)
            })
        });
        Ok(self.revoke_invites(invites))
    }

    /// Starts a new epoch, and makes the member's tokens of earlier ones stale.
    pub(super) fn make_tokens_stale(&mut self, mut member: Member) {
        self.bump_epoch();
        member.changed_epoch = self.account.epoch;
        self.put_member(member);
    }

    /// Stores a member's grant, with an event about it. `details` are added to the event's own.
    pub(super) fn put_grant_of(&mut self, user: &UserId, grant: Grant, mut details: Details) {
        details.insert("project".into(), Detail::Text(grant.project.to_string()));
        insert_assignment(&mut details, "role", "permissions", &grant.assignment);
        self.changes.push(Change::PutGrant {
            user: user.clone(),
            grant,
            at: self.context.now,
        });
        let resource = Resource::new(ResourceType::Member, user);
        self.audit(Action::GrantPut, resource, details);
    }
}

/// Adds the projects of an invite to the details of its event.
pub(super) fn insert_projects(details: &mut Details, grants: &[Grant]) {
    let projects: Vec<ProjectId> = grants.iter().map(|grant| grant.project).collect();
    cascade(details, "projects", &projects);
}

/// Adds what a grant was before to the details of its event.
pub(super) fn insert_before(details: &mut Details, grant: &Grant) {
    insert_assignment(
        details,
        "roleBefore",
        "permissionsBefore",
        &grant.assignment,
    );
}
