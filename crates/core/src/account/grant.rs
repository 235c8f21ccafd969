//! Nobody grants what they do not hold.
//!
//! Roles are not a ladder, so this is never a comparison of ranks: the permissions of what is granted must be
//! a subset of the permissions of the one who grants it, at every moment at which somebody vouches for it.

use alloc::vec::Vec;

use super::work::{Standing, Step, Work};
use super::{Account, Invite, Member, Store};
use crate::permission::{PermissionSet, RoleName};
use crate::policy::Role;
use crate::{FieldCode, Policy, Refusal, UserId, required};

/// Whether somebody with these permissions may vouch for an invite to this role today.
pub(super) fn may_vouch(policy: &Policy, permissions: PermissionSet, invite: &Invite) -> bool {
    let Some(role) = policy.role(&invite.role) else {
        return false;
    };
    policy.holds(permissions, required::MEMBERS_INVITE)
        && role.permissions.is_subset_of(permissions)
        && (invite.address.is_some() || policy.fits_link_invite(role))
}

/// What the grantor of an invite may do today; nothing when they are no member any more.
pub(super) fn grantor_permissions(
    account: &Account,
    policy: &Policy,
    grantor: Option<&Member>,
) -> PermissionSet {
    grantor.map_or(PermissionSet::EMPTY, |member| {
        account.permissions_of(member, policy)
    })
}

impl<'a, S: Store> Work<'a, S> {
    /// The role that a request names.
    pub(super) fn role_named(&self, name: &RoleName) -> Result<&'a Role, Refusal> {
        self.policy()
            .role(name)
            .ok_or_else(|| Refusal::field("role", FieldCode::Unknown))
    }

    /// Revokes what this member may no longer vouch for with `left` as all that they hold.
    pub(super) fn revoke_what_exceeds(
        &mut self,
        member: &UserId,
        left: PermissionSet,
    ) -> Step<Vec<crate::InviteId>, S> {
        let mut theirs = self.ask(|store| store.pending_by(member, self.context.now))?;
        theirs.retain(|invite| !may_vouch(self.policy(), left, invite));
        Ok(self.revoke_all(theirs))
    }

    /// Whether the caller may grant the role.
    pub(super) fn may_grant(&self, standing: &Standing, role: &Role) -> Result<(), Refusal> {
        if role.permissions.is_subset_of(standing.permissions) {
            Ok(())
        } else {
            Err(Refusal::RoleExceedsGrantor)
        }
    }

    /// Whether the caller may touch this member: nobody reaches up to one who holds what they lack.
    pub(super) fn may_manage(&self, standing: &Standing, target: &Member) -> Result<(), Refusal> {
        if self.context.caller.user() == Some(&target.user) {
            return Ok(());
        }
        let beyond = self
            .account
            .permissions_of(target, self.policy())
            .without(standing.permissions);
        if beyond.is_empty() {
            return Ok(());
        }
        Err(Refusal::Forbidden {
            missing: self.policy().names_of(beyond),
        })
    }
}
