//! The policy as JSON, and the id that its content gives it.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::permission::{PermissionName, RoleName};
use crate::{base64url, canonical};

use super::check::{RoleDraft, checked};
use super::{Permission, Policy, PolicyError, PolicyId, Role};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct PolicyJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<PolicyId>,
    audience: String,
    owner_role: RoleName,
    permissions: Vec<PermissionJson>,
    roles: Vec<RoleJson>,
}

#[derive(Serialize, Deserialize)]
struct PermissionJson {
    name: PermissionName,
    bit: u8,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct RoleJson {
    name: RoleName,
    title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    permissions: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    was: Vec<RoleName>,
}

fn json_of(
    id: Option<PolicyId>,
    audience: &str,
    owner_role: &RoleName,
    permissions: &[Permission],
    roles: &[Role],
) -> PolicyJson {
    let listed = || permissions.iter().filter(|permission| !permission.retired);
    let role_json = |role: &Role| RoleJson {
        name: role.name.clone(),
        title: role.title.clone(),
        description: role.description.clone(),
        permissions: listed()
            .filter(|permission| role.permissions.contains(permission.bit))
            .map(|permission| permission.name.to_string())
            .collect(),
        was: role.was.clone(),
    };
    PolicyJson {
        id,
        audience: audience.into(),
        owner_role: owner_role.clone(),
        permissions: listed()
            .map(|permission| PermissionJson {
                name: permission.name.clone(),
                bit: permission.bit,
                title: permission.title.clone(),
                description: permission.description.clone(),
            })
            .collect(),
        roles: roles.iter().map(role_json).collect(),
    }
}

/// The id that this content has. Retired permissions do not count: they change nobody's rights.
pub(super) fn id_of(
    audience: &str,
    owner_role: &RoleName,
    permissions: &[Permission],
    roles: &[Role],
) -> PolicyId {
    let json = json_of(None, audience, owner_role, permissions, roles);
    let text = canonical::to_string(&json).unwrap_or_default();
    let digest = base64url::encode(&Sha256::digest(text.as_bytes()));
    PolicyId(digest.chars().take(16).collect())
}

impl Policy {
    /// Reads the JSON that `GET /v1/policy` answers, and checks that its id belongs to its content.
    ///
    /// # Errors
    /// [`PolicyError`], as for a file; [`PolicyError::IdMismatch`] when the content is another's.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        let json: PolicyJson =
            serde_json::from_str(text).map_err(|error| PolicyError::Syntax(error.to_string()))?;
        let permissions = json.permissions.into_iter().map(|permission| Permission {
            name: permission.name,
            bit: permission.bit,
            title: permission.title,
            description: permission.description,
            retired: false,
        });
        let drafts = json.roles.into_iter().map(|role| RoleDraft {
            name: role.name,
            title: role.title,
            description: role.description,
            permissions: role.permissions,
            was: role.was,
        });
        let policy = checked(
            json.audience,
            json.owner_role,
            permissions.collect(),
            drafts.collect(),
        )?;
        match json.id {
            Some(id) if id == policy.id => Ok(policy),
            Some(_) | None => Err(PolicyError::IdMismatch),
        }
    }
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json_of(
            Some(self.id.clone()),
            &self.audience,
            &self.owner_role,
            &self.permissions,
            &self.roles,
        )
        .serialize(serializer)
    }
}
