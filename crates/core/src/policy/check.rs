//! The rules of a policy.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::limits;
use crate::permission::{PermissionName, PermissionSet, RoleName};
use crate::required;
use crate::role_assignment::CUSTOM;

use super::model::{Permission, Policy, Role};
use super::to_json::id_of;

/// Why a policy is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PolicyError {
    /// It does not have the format. The text says where.
    Syntax(String),
    /// It has no permission or role, too many of them, or an invalid audience.
    Size,
    /// A permission that Hallpass itself requires is missing or retired.
    RequiredMissing(&'static str),
    /// Two permissions have the same name or bit.
    PermissionTwice(PermissionName),
    /// Two roles have, or had, the same name.
    RoleTwice(RoleName),
    /// A role has a permission that does not exist or is retired.
    UnknownPermission(String),
    /// `custom` is reserved.
    ReservedRole,
    /// The owner's role does not exist.
    OwnerRoleMissing(RoleName),
    /// The owner's role lacks a permission that Hallpass itself requires.
    OwnerRoleLacks(&'static str),
    /// The id is not that of the content.
    IdMismatch,
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(text) => write!(f, "not a policy: {text}"),
            Self::Size => write!(
                f,
                "a policy has an audience, 1 to {} permissions and 1 to {} roles",
                limits::PERMISSIONS,
                limits::ROLES
            ),
            Self::RequiredMissing(name) => write!(f, "permission `{name}` is required"),
            Self::PermissionTwice(name) => {
                write!(f, "permission `{name}` or its bit is used twice")
            }
            Self::RoleTwice(name) => write!(f, "role name `{name}` is used twice"),
            Self::UnknownPermission(name) => write!(f, "there is no permission `{name}`"),
            Self::ReservedRole => f.write_str("the role name `custom` is reserved"),
            Self::OwnerRoleMissing(name) => write!(f, "the owner's role `{name}` does not exist"),
            Self::OwnerRoleLacks(name) => {
                write!(f, "the owner's role must have permission `{name}`")
            }
            Self::IdMismatch => f.write_str("the policy's id is not that of its content"),
        }
    }
}

/// A role whose permissions have not been looked up yet.
pub(super) struct RoleDraft {
    pub(super) name: RoleName,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) permissions: Vec<String>,
    pub(super) was: Vec<RoleName>,
}

/// Checks every rule of a policy, and computes its id.
pub(super) fn check(
    audience: String,
    owner_role: RoleName,
    permissions: Vec<Permission>,
    drafts: Vec<RoleDraft>,
) -> Result<Policy, PolicyError> {
    let sizes = (1..=limits::PERMISSIONS).contains(&permissions.len())
        && (1..=limits::ROLES).contains(&drafts.len());
    if !sizes || audience.is_empty() || audience.len() > 255 {
        return Err(PolicyError::Size);
    }
    for (at, permission) in permissions.iter().enumerate() {
        let twice =
            |other: &Permission| other.name == permission.name || other.bit == permission.bit;
        if permissions.iter().skip(at.saturating_add(1)).any(twice) {
            return Err(PolicyError::PermissionTwice(permission.name.clone()));
        }
    }
    check_role_names(&drafts)?;
    let mut roles = Vec::with_capacity(drafts.len());
    for draft in drafts {
        roles.push(role(draft, &permissions)?);
    }
    let id = id_of(&audience, &owner_role, &permissions, &roles);
    let policy = Policy {
        id,
        audience,
        owner_role,
        permissions,
        roles,
    };
    check_required(&policy)?;
    Ok(policy)
}

fn check_role_names(drafts: &[RoleDraft]) -> Result<(), PolicyError> {
    let mut seen: Vec<&RoleName> = Vec::new();
    for name in drafts
        .iter()
        .flat_map(|draft| core::iter::once(&draft.name).chain(&draft.was))
    {
        if name.as_str() == CUSTOM {
            return Err(PolicyError::ReservedRole);
        }
        if seen.contains(&name) {
            return Err(PolicyError::RoleTwice(name.clone()));
        }
        seen.push(name);
    }
    Ok(())
}

fn role(draft: RoleDraft, permissions: &[Permission]) -> Result<Role, PolicyError> {
    let mut set = PermissionSet::EMPTY;
    for name in draft.permissions {
        let found = permissions
            .iter()
            .find(|permission| permission.name.as_str() == name);
        match found {
            Some(permission) if !permission.retired => set = set.with(permission.bit),
            Some(_) | None => return Err(PolicyError::UnknownPermission(name)),
        }
    }
    Ok(Role {
        name: draft.name,
        title: draft.title,
        description: draft.description,
        permissions: set,
        was: draft.was,
    })
}

fn check_required(policy: &Policy) -> Result<(), PolicyError> {
    let Some(owner) = policy
        .roles
        .iter()
        .find(|role| role.name == policy.owner_role)
    else {
        return Err(PolicyError::OwnerRoleMissing(policy.owner_role.clone()));
    };
    for name in required::ALL {
        let bit = policy.bit(name).ok_or(PolicyError::RequiredMissing(name))?;
        if !owner.permissions.contains(bit) {
            return Err(PolicyError::OwnerRoleLacks(name));
        }
    }
    Ok(())
}
