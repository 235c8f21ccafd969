//! Nobody grants what they do not hold.
//!
//! Roles have no ranks. What is granted, by a role or by a list, must be a subset of the grantor's own permissions, each
//! time that it is granted: when an invite is created, edited, resent or accepted, and when a member is changed.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::{Account, Invite, Member, Store};
use crate::audit::{Detail, Details};
use crate::permission::{PermissionSet, RoleName};
use crate::policy::{Role, Scope};
use crate::{FieldCode, Policy, Refusal, RoleAssignment, Timestamp, UserId, limits, required};

/// A role or list of permissions that today's policy has, and what it carries.
pub(super) struct Assigned {
    /// The role under its present name, or the list.
    pub(super) assignment: RoleAssignment,
    /// What it carries.
    pub(super) permissions: PermissionSet,
}

/// Whether a grantor with these permissions may grant what an invite carries in the account under today's policy. What it
/// carries in projects is up to [`CommandContext::may_grant_invite`].
pub(super) fn can_grant(policy: &Policy, permissions: PermissionSet, invite: &Invite) -> bool {
    if let RoleAssignment::Role(role) = &invite.assignment
        && policy.account_role(role).is_none()
    {
        return false;
    }
    let granted = invite.assignment.permissions_under(policy);
    policy.holds(permissions, required::MEMBERS_INVITE)
        && granted.is_subset_of(permissions)
        && (invite.address.is_some() || policy.fits_link_invite(granted))
}

/// The permissions of an invite's grantor now: none when they are suspended, past their end, or no longer a member.
pub(super) fn grantor_permissions(
    account: &Account,
    policy: &Policy,
    grantor: Option<&Member>,
    now: Timestamp,
) -> PermissionSet {
    grantor.map_or(PermissionSet::EMPTY, |member| {
        account.permissions_of(member, policy, now)
    })
}

/// Adds a role, and a list in its place, to the details of an event.
pub(super) fn insert_assignment(
    details: &mut Details,
    role_key: &str,
    permissions_key: &str,
    assignment: &RoleAssignment,
) {
    let role = assignment.role_name().to_string();
    details.insert(role_key.into(), Detail::Text(role));
    if let Some(permissions) = assignment.permissions() {
        let names = permissions.iter().map(ToString::to_string).collect();
        details.insert(permissions_key.into(), Detail::List(names));
    }
}

impl<S: Store> CommandContext<'_, S> {
    /// What a request assigns to a member or an invite.
    ///
    /// # Errors
    /// `role` is unknown or of project scope, or `permissions` is too long, lacks `team:access`, or has a permission that is unknown or retired.
    pub(super) fn assigned(&self, given: &RoleAssignment) -> Result<Assigned, Refusal> {
        let policy = self.policy();
        let assignment = match given {
            RoleAssignment::Role(name) => {
                RoleAssignment::Role(find_role(policy, name)?.name.clone())
            }
            RoleAssignment::Custom(permissions) => {
                check_list(policy, permissions)?;
                given.clone()
            }
        };
        Ok(Assigned {
            permissions: assignment.permissions_under(policy),
            assignment,
        })
    }

    /// Revokes the pending invites that a member may no longer grant, once `permissions` are all that they hold.
    pub(super) fn revoke_invites_beyond(
        &mut self,
        member: &UserId,
        permissions: PermissionSet,
    ) -> CommandResult<Vec<crate::InviteId>, S> {
        let mut beyond = Vec::new();
        for invite in self.load(|store| store.pending_by(member, self.context.now))? {
            if !self.may_grant_invite(member, permissions, &invite)? {
                beyond.push(invite);
            }
        }
        Ok(self.revoke_invites(beyond))
    }

    /// Refuses permissions in the account that the caller does not hold there.
    pub(super) fn check_may_grant(
        &self,
        access: &CallerAccess,
        granted: PermissionSet,
    ) -> Result<(), Refusal> {
        if granted.is_subset_of(access.permissions) {
            Ok(())
        } else {
            Err(Refusal::RoleExceedsGrantor)
        }
    }

    /// Refuses to manage a member whose row and grants carry permissions that the caller lacks in the account or in the
    /// same project, whether or not the member holds them now.
    pub(super) fn check_may_manage(
        &self,
        access: &CallerAccess,
        target: &Member,
    ) -> CommandResult<(), S> {
        if self.context.caller.user() == Some(&target.user) {
            return Ok(());
        }
        let assigned = self.account.permissions_assigned_to(target, self.policy());
        let excess = assigned
            .without(access.permissions)
            .union(self.grants_beyond(access, &target.user)?);
        if excess.is_empty() {
            return Ok(());
        }
        Err(Refusal::Forbidden {
            missing: self.policy().names_of(excess),
        }
        .into())
    }
}

/// The role of account scope that a request names.
fn find_role<'a>(policy: &'a Policy, name: &RoleName) -> Result<&'a Role, Refusal> {
    let code = match policy.role(name) {
        Some(role) if role.scope == Scope::Account => return Ok(role),
        Some(_) => FieldCode::Invalid,
        None => FieldCode::Unknown,
    };
    Err(Refusal::field("role", code))
}

/// Refuses a list of permissions that no member can have.
fn check_list(policy: &Policy, permissions: &[crate::PermissionName]) -> Result<(), Refusal> {
    let wrong = |code| Err(Refusal::field("permissions", code));
    if permissions.len() > limits::PERMISSIONS {
        return wrong(FieldCode::TooLong);
    }
    if permissions
        .iter()
        .any(|name| policy.bit(name.as_str()).is_none())
    {
        return wrong(FieldCode::Unknown);
    }
    if !permissions
        .iter()
        .any(|name| name.as_str() == required::TEAM_ACCESS)
    {
        return wrong(FieldCode::Required);
    }
    Ok(())
}
