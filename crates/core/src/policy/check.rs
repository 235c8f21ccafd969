//! The rules of a policy.

use alloc::string::String;
use alloc::vec::Vec;

use crate::limits;
use crate::permission::{PermissionSet, RoleName};
use crate::required;

use super::error::{PROJECT_OWNER_ROLE, PolicyError};
use super::model::{Permission, Policy, Role, Scope};
use super::to_json::id_of;

/// A policy of which no rule has been checked yet.
pub(super) struct PolicyDraft {
    pub(super) audience: String,
    pub(super) owner_role: RoleName,
    pub(super) project_owner_role: Option<RoleName>,
    pub(super) permissions: Vec<Permission>,
    pub(super) roles: Vec<RoleDraft>,
}

/// A role whose permissions have not been looked up yet.
pub(super) struct RoleDraft {
    pub(super) name: RoleName,
    pub(super) title: String,
    pub(super) description: Option<String>,
    pub(super) scope: Scope,
    pub(super) permissions: Vec<String>,
    pub(super) was: Vec<RoleName>,
}

/// Checks every rule of a policy, and computes its id.
pub(super) fn check(draft: PolicyDraft) -> Result<Policy, PolicyError> {
    let PolicyDraft {
        audience,
        owner_role,
        project_owner_role,
        permissions,
        roles: drafts,
    } = draft;
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
    let id = id_of(
        &audience,
        &owner_role,
        project_owner_role.as_ref(),
        &permissions,
        &roles,
    );
    let policy = Policy {
        id,
        audience,
        owner_role,
        project_owner_role,
        project_scope: project_scope(&permissions),
        permissions,
        roles,
    };
    check_required(&policy)?;
    check_projects(&policy)?;
    Ok(policy)
}

fn check_role_names(drafts: &[RoleDraft]) -> Result<(), PolicyError> {
    let mut seen: Vec<&RoleName> = Vec::new();
    for name in drafts
        .iter()
        .flat_map(|draft| core::iter::once(&draft.name).chain(&draft.was))
    {
        if name.is_custom() {
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
            Some(permission) if !permission.retired => {
                if draft.scope == Scope::Project && permission.scope == Scope::Account {
                    return Err(PolicyError::AccountPermissionInProjectRole {
                        role: draft.name,
                        permission: permission.name.clone(),
                    });
                }
                set = set.with(permission.bit);
            }
            Some(_) | None => return Err(PolicyError::UnknownPermission(name)),
        }
    }
    Ok(Role {
        name: draft.name,
        title: draft.title,
        description: draft.description,
        scope: draft.scope,
        permissions: set,
        was: draft.was,
    })
}

fn project_scope(permissions: &[Permission]) -> PermissionSet {
    permissions
        .iter()
        .filter(|permission| permission.scope == Scope::Project && !permission.retired)
        .fold(PermissionSet::EMPTY, |set, permission| {
            set.with(permission.bit)
        })
}

fn check_required(policy: &Policy) -> Result<(), PolicyError> {
    let owner = owner_role(policy)?;
    for name in required::ALL {
        let bit = policy.bit(name).ok_or(PolicyError::RequiredMissing(name))?;
        check_scope(policy, name, bit, Scope::Account)?;
        if !owner.permissions.contains(bit) {
            return Err(PolicyError::OwnerRoleLacks(name));
        }
    }
    Ok(())
}

fn owner_role(policy: &Policy) -> Result<&Role, PolicyError> {
    let name = &policy.owner_role;
    let role = policy.roles.iter().find(|role| role.name == *name);
    let role = role.ok_or_else(|| PolicyError::OwnerRoleMissing(name.clone()))?;
    match role.scope {
        Scope::Account => Ok(role),
        Scope::Project => Err(PolicyError::OwnerRoleOfProject(name.clone())),
    }
}

fn check_scope(
    policy: &Policy,
    name: &'static str,
    bit: u8,
    scope: Scope,
) -> Result<(), PolicyError> {
    let is_of_project = policy.project_scope.contains(bit);
    if is_of_project == (scope == Scope::Project) {
        Ok(())
    } else {
        Err(PolicyError::RequiredScope { name, scope })
    }
}

/// A policy that says nothing of scopes has no projects, whatever its permissions are called.
fn check_projects(policy: &Policy) -> Result<(), PolicyError> {
    let create = policy.bit(required::PROJECTS_CREATE);
    let manage = policy.bit(required::PROJECT_MANAGE);
    let has_scopes = policy
        .permissions
        .iter()
        .any(|permission| permission.scope == Scope::Project)
        || policy.roles.iter().any(|role| role.scope == Scope::Project);
    let Some(name) = &policy.project_owner_role else {
        let has_one = create.is_some() || manage.is_some();
        return if has_scopes && has_one {
            Err(PolicyError::ProjectsIncomplete(PROJECT_OWNER_ROLE))
        } else {
            Ok(())
        };
    };
    let create = create.ok_or(PolicyError::ProjectsIncomplete(required::PROJECTS_CREATE))?;
    let manage = manage.ok_or(PolicyError::ProjectsIncomplete(required::PROJECT_MANAGE))?;
    check_scope(policy, required::PROJECTS_CREATE, create, Scope::Account)?;
    check_scope(policy, required::PROJECT_MANAGE, manage, Scope::Project)?;
    let owner = owner_role(policy)?.permissions;
    for (name, bit) in [
        (required::PROJECTS_CREATE, create),
        (required::PROJECT_MANAGE, manage),
    ] {
        if !owner.contains(bit) {
            return Err(PolicyError::OwnerRoleLacks(name));
        }
    }
    let roles = policy.roles.iter();
    let project_owner = roles
        .filter(|role| role.scope == Scope::Project)
        .find(|role| role.name == *name)
        .ok_or_else(|| PolicyError::ProjectOwnerRoleMissing(name.clone()))?;
    if !project_owner.permissions.contains(manage) {
        return Err(PolicyError::ProjectOwnerRoleLacks(required::PROJECT_MANAGE));
    }
    Ok(())
}
