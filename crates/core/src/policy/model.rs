//! The policy and its queries.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::{IdError, as_text};
use crate::permission::{PermissionName, PermissionSet, RoleName};
use crate::required;

/// A policy's id: the first 16 characters of base64url(SHA-256(canonical JSON without the id)).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyId(pub(super) String);

impl PolicyId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PolicyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for PolicyId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        if text.len() == 16 && text.bytes().all(base64url) {
            Ok(Self(text.into()))
        } else {
            Err(IdError)
        }
    }
}

as_text!(PolicyId);

/// Where a permission or a role counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Scope {
    /// In the account as a whole. An account's role may also hold permissions of project scope: in every project.
    #[default]
    Account,
    /// In one project at a time.
    Project,
}

impl Scope {
    /// The scope as the policy writes it; `None` for the default, which it leaves out.
    pub(super) const fn written(self) -> Option<&'static str> {
        match self {
            Self::Account => None,
            Self::Project => Some("project"),
        }
    }
}

/// A permission of a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Permission {
    /// `resource:action`.
    pub name: PermissionName,
    /// Its bit, 0–127: its position in the file, which must never change.
    pub bit: u8,
    /// Its name for people.
    pub title: String,
    /// A description for people.
    pub description: Option<String>,
    /// Where it counts.
    pub scope: Scope,
    /// Whether it is retired: it keeps its bit, and no role grants it.
    pub retired: bool,
}

/// A role of a policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Role {
    /// Its name.
    pub name: RoleName,
    /// Its name for people.
    pub title: String,
    /// A description for people.
    pub description: Option<String>,
    /// Where it is granted: to a member of the account, or in one project.
    pub scope: Scope,
    /// Its permissions. A role of project scope has only permissions of project scope.
    pub permissions: PermissionSet,
    /// Its earlier names.
    pub was: Vec<RoleName>,
}

/// A valid policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Policy {
    pub(super) id: PolicyId,
    pub(super) audience: String,
    pub(super) owner_role: RoleName,
    pub(super) project_owner_role: Option<RoleName>,
    pub(super) project_scope: PermissionSet,
    pub(super) permissions: Vec<Permission>,
    pub(super) roles: Vec<Role>,
}

impl Policy {
    /// The policy's id.
    #[must_use]
    pub const fn id(&self) -> &PolicyId {
        &self.id
    }

    /// The `aud` of membership tokens.
    #[must_use]
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// The owner's role.
    #[must_use]
    pub const fn owner_role(&self) -> &RoleName {
        &self.owner_role
    }

    /// The role that a project's creator gets in it; `None` for a policy without projects.
    #[must_use]
    pub const fn project_owner_role(&self) -> Option<&RoleName> {
        self.project_owner_role.as_ref()
    }

    /// Whether accounts have projects under this policy. Without them, [`required::PROJECTS_CREATE`] and
    /// [`required::PROJECT_MANAGE`] are permissions like any other.
    #[must_use]
    pub const fn has_projects(&self) -> bool {
        self.project_owner_role.is_some()
    }

    /// The permissions of project scope, without retired ones.
    #[must_use]
    pub const fn project_scope(&self) -> PermissionSet {
        self.project_scope
    }

    /// The permissions in the order of their bits, without retired ones.
    pub fn permissions(&self) -> impl Iterator<Item = &Permission> {
        self.permissions
            .iter()
            .filter(|permission| !permission.retired)
    }

    /// The roles of both scopes in the order of the file.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The role of either scope with this name, or with this earlier name.
    #[must_use]
    pub fn role(&self, name: &RoleName) -> Option<&Role> {
        let named = self.roles.iter().find(|role| role.name == *name);
        named.or_else(|| self.roles.iter().find(|role| role.was.contains(name)))
    }

    /// The role of account scope with this name, or with this earlier name.
    #[must_use]
    pub fn account_role(&self, name: &RoleName) -> Option<&Role> {
        self.role(name).filter(|role| role.scope == Scope::Account)
    }

    /// The role of project scope with this name, or with this earlier name.
    #[must_use]
    pub fn project_role(&self, name: &RoleName) -> Option<&Role> {
        self.role(name).filter(|role| role.scope == Scope::Project)
    }

    /// The effective role of a member with the assigned role `given`.
    ///
    /// An owner has the owner's role. A renamed role gets its new name. A role that no longer exists, or that is of project
    /// scope, keeps its name and has no permissions.
    #[must_use]
    pub fn effective_role<'a>(&'a self, given: &'a RoleName, owns: bool) -> &'a RoleName {
        if owns {
            return &self.owner_role;
        }
        self.account_role(given).map_or(given, |role| &role.name)
    }

    /// The permissions of a role of account scope: none when the policy has no such role.
    #[must_use]
    pub fn set_of(&self, role: &RoleName) -> PermissionSet {
        self.account_role(role)
            .map_or(PermissionSet::EMPTY, |role| role.permissions)
    }

    /// The bit of a permission; `None` when it is unknown or retired.
    #[must_use]
    pub fn bit(&self, permission: &str) -> Option<u8> {
        self.permissions()
            .find(|candidate| candidate.name.as_str() == permission)
            .map(|permission| permission.bit)
    }

    /// Whether the set has the permission. No set has an unknown permission.
    #[must_use]
    pub fn holds(&self, set: PermissionSet, permission: &str) -> bool {
        self.bit(permission).is_some_and(|bit| set.contains(bit))
    }

    /// The set of these permissions, without unknown and retired ones.
    #[must_use]
    pub fn set_named(&self, names: &[PermissionName]) -> PermissionSet {
        let bits = names.iter().filter_map(|name| self.bit(name.as_str()));
        bits.fold(PermissionSet::EMPTY, PermissionSet::with)
    }

    /// The titles of a set's permissions, in the order of their bits.
    pub fn titles_of(&self, set: PermissionSet) -> impl Iterator<Item = &str> {
        self.permissions()
            .filter(move |permission| set.contains(permission.bit))
            .map(|permission| permission.title.as_str())
    }

    /// The names of a set's permissions, in the order of their bits.
    #[must_use]
    pub fn names_of(&self, set: PermissionSet) -> Vec<PermissionName> {
        self.permissions()
            .filter(|permission| set.contains(permission.bit))
            .map(|permission| permission.name.clone())
            .collect()
    }

    /// Whether a link invite may give these permissions: neither `members:*` nor `team:manage` nor, where there are projects,
    /// `projects:*` or `project:*` is among them.
    #[must_use]
    pub fn fits_link_invite(&self, set: PermissionSet) -> bool {
        !self.permissions().any(|permission| {
            set.contains(permission.bit) && self.is_for_managers(&permission.name)
        })
    }

    fn is_for_managers(&self, permission: &PermissionName) -> bool {
        let resource = permission.resource();
        permission.as_str() == required::TEAM_MANAGE
            || resource == required::MEMBERS_RESOURCE
            || (self.has_projects() && required::PROJECT_RESOURCES.contains(&resource))
    }
}
