//! Nobody grants what they do not hold.
//!
//! Roles have no ranks. What is granted must be a subset of the grantor's own permissions, each time that it is granted:
//! when an invite is created, resent or accepted, and when a role is changed.

use alloc::vec::Vec;

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::{Account, Invite, Member, Store};
use crate::permission::{PermissionSet, RoleName};
use crate::policy::Role;
use crate::{FieldCode, Policy, Refusal, UserId, required};

/// Whether a grantor with these permissions may grant an invite's role under today's policy.
pub(super) fn can_grant(policy: &Policy, permissions: PermissionSet, invite: &Invite) -> bool {
    let Some(role) = policy.role(&invite.role) else {
        return false;
    };
    policy.holds(permissions, required::MEMBERS_INVITE)
        && role.permissions.is_subset_of(permissions)
        && (invite.address.is_some() || policy.fits_link_invite(role.permissions))
}

/// The permissions of an invite's grantor today: none when they are no longer a member.
pub(super) fn grantor_permissions(
    account: &Account,
    policy: &Policy,
    grantor: Option<&Member>,
) -> PermissionSet {
    grantor.map_or(PermissionSet::EMPTY, |member| {
        account.permissions_of(member, policy)
    })
}

impl<'a, S: Store> CommandContext<'a, S> {
    /// The role that a request names.
    pub(super) fn find_role(&self, name: &RoleName) -> Result<&'a Role, Refusal> {
        self.policy()
            .role(name)
            .ok_or_else(|| Refusal::field("role", FieldCode::Unknown))
    }

    /// Revokes the pending invites that a member may no longer grant, once `permissions` are all that they hold.
    pub(super) fn revoke_invites_beyond(
        &mut self,
        member: &UserId,
        permissions: PermissionSet,
    ) -> CommandResult<Vec<crate::InviteId>, S> {
        let mut invites = self.load(|store| store.pending_by(member, self.context.now))?;
        invites.retain(|invite| !can_grant(self.policy(), permissions, invite));
        Ok(self.revoke_invites(invites))
    }

    /// Refuses a role that carries permissions the caller does not hold.
    pub(super) fn check_may_grant(
        &self,
        access: &CallerAccess,
        role: &Role,
    ) -> Result<(), Refusal> {
        if role.permissions.is_subset_of(access.permissions) {
            Ok(())
        } else {
            Err(Refusal::RoleExceedsGrantor)
        }
    }

    /// Refuses to manage a member who holds permissions that the caller lacks.
    pub(super) fn check_may_manage(
        &self,
        access: &CallerAccess,
        target: &Member,
    ) -> Result<(), Refusal> {
        if self.context.caller.user() == Some(&target.user) {
            return Ok(());
        }
        let excess = self
            .account
            .permissions_of(target, self.policy())
            .without(access.permissions);
        if excess.is_empty() {
            return Ok(());
        }
        Err(Refusal::Forbidden {
            missing: self.policy().names_of(excess),
        })
    }
}
