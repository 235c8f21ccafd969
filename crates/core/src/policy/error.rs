//! Why a policy is invalid.

use alloc::string::String;
use core::fmt;

use crate::permission::{PermissionName, RoleName};
use crate::{limits, required};

use super::model::Scope;

/// The setting of the role that a project's creator gets.
pub(super) const PROJECT_OWNER_ROLE: &str = "projectOwnerRole";

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
    /// A role of project scope has a permission of account scope.
    AccountPermissionInProjectRole {
        /// The role.
        role: RoleName,
        /// The permission.
        permission: PermissionName,
    },
    /// The owner's role does not exist.
    OwnerRoleMissing(RoleName),
    /// The owner's role is of project scope.
    OwnerRoleOfProject(RoleName),
    /// The owner's role lacks a permission that Hallpass itself requires.
    OwnerRoleLacks(&'static str),
    /// A permission that Hallpass itself requires is of the other scope.
    RequiredScope {
        /// The permission.
        name: &'static str,
        /// The scope that it must have.
        scope: Scope,
    },
    /// `projects:create`, `project:manage` and `projectOwnerRole` are not all there. This is the one that is missing.
    ProjectsIncomplete(&'static str),
    /// The project owner's role is no role of project scope.
    ProjectOwnerRoleMissing(RoleName),
    /// The project owner's role lacks a permission that Hallpass itself requires.
    ProjectOwnerRoleLacks(&'static str),
    /// A permission was of project scope in the previous policy and is of account scope now.
    PermissionScopeMovedBack(PermissionName),
    /// A role was of project scope in the previous policy and is of account scope now.
    RoleScopeMovedBack(RoleName),
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
            Self::AccountPermissionInProjectRole { role, permission } => write!(
                f,
                "role `{role}` has `scope = \"project\"`, and its permission `{permission}` does not: take the permission out \
                 of the role, or give it the same scope"
            ),
            Self::OwnerRoleMissing(name) => write!(f, "the owner's role `{name}` does not exist"),
            Self::OwnerRoleOfProject(name) => write!(
                f,
                "the owner's role `{name}` must not have `scope = \"project\"`"
            ),
            Self::OwnerRoleLacks(name) => {
                write!(f, "the owner's role must have permission `{name}`")
            }
            Self::RequiredScope {
                name,
                scope: Scope::Account,
            } => write!(f, "permission `{name}` must not have `scope = \"project\"`"),
            Self::RequiredScope {
                name,
                scope: Scope::Project,
            } => write!(f, "permission `{name}` must have `scope = \"project\"`"),
            Self::ProjectsIncomplete(missing) => write!(
                f,
                "`{missing}` is missing: the permissions `{}` and `{}` and the setting `{PROJECT_OWNER_ROLE}` come together",
                required::PROJECTS_CREATE,
                required::PROJECT_MANAGE
            ),
            Self::ProjectOwnerRoleMissing(name) => write!(
                f,
                "there is no role `{name}` with `scope = \"project\"`, which `{PROJECT_OWNER_ROLE}` names"
            ),
            Self::ProjectOwnerRoleLacks(name) => write!(
                f,
                "the role that `{PROJECT_OWNER_ROLE}` names must have permission `{name}`"
            ),
            Self::PermissionScopeMovedBack(name) => write!(
                f,
                "permission `{name}` had `scope = \"project\"` in the previous policy, and must keep it: retire it and add \
                 one with another name"
            ),
            Self::RoleScopeMovedBack(name) => write!(
                f,
                "role `{name}` had `scope = \"project\"` in the previous policy, and must keep it: add a role with another \
                 name"
            ),
            Self::IdMismatch => f.write_str("the policy's id is not that of its content"),
        }
    }
}
