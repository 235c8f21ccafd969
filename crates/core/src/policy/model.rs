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
    /// Its permissions.
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

    /// The permissions in the order of their bits, without retired ones.
    pub fn permissions(&self) -> impl Iterator<Item = &Permission> {
        self.permissions
            .iter()
            .filter(|permission| !permission.retired)
    }

    /// The roles in the order of the file.
    #[must_use]
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// The role with this name, or with this earlier name.
    #[must_use]
    pub fn role(&self, name: &RoleName) -> Option<&Role> {
        let named = self.roles.iter().find(|role| role.name == *name);
        named.or_else(|| self.roles.iter().find(|role| role.was.contains(name)))
    }

    /// The effective role of a member with the assigned role `given`.
    ///
    /// An owner has the owner's role. A renamed role gets its new name. A role that no longer exists keeps its name and has
    /// no permissions.
    #[must_use]
    pub fn effective_role<'a>(&'a self, given: &'a RoleName, owns: bool) -> &'a RoleName {
        if owns {
            return &self.owner_role;
        }
        self.role(given).map_or(given, |role| &role.name)
    }

    /// The permissions of a role: none when the policy has no such role.
    #[must_use]
    pub fn set_of(&self, role: &RoleName) -> PermissionSet {
        self.role(role)
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

    /// The names of a set's permissions, in the order of their bits.
    #[must_use]
    pub fn names_of(&self, set: PermissionSet) -> Vec<PermissionName> {
        self.permissions()
            .filter(|permission| set.contains(permission.bit))
            .map(|permission| permission.name.clone())
            .collect()
    }

    /// Whether a link invite may have the role: it has neither a `members:*` permission nor `team:manage`.
    #[must_use]
    pub fn fits_link_invite(&self, role: &Role) -> bool {
        !self.permissions().any(|permission| {
            role.permissions.contains(permission.bit)
                && (permission.name.resource() == required::MEMBERS_RESOURCE
                    || permission.name.as_str() == required::TEAM_MANAGE)
        })
    }
}
