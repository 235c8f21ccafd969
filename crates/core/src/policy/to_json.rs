//! The policy as JSON, and the id that its content gives it.

use alloc::vec::Vec;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use super::model::{Permission, Policy, PolicyId, Role};
use crate::permission::RoleName;
use crate::token::json::Object;
use crate::{base64url, canonical};

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json_of(
            &self.audience,
            &self.owner_role,
            self.project_owner_role.as_ref(),
            &self.permissions,
            &self.roles,
        )
        .with("id", self.id.as_str())
        .serialize(serializer)
    }
}

/// The id of this content. Retired permissions are not part of it, because no role grants them.
pub(super) fn id_of(
    audience: &str,
    owner_role: &RoleName,
    project_owner_role: Option<&RoleName>,
    permissions: &[Permission],
    roles: &[Role],
) -> PolicyId {
    let json = json_of(audience, owner_role, project_owner_role, permissions, roles);
    let text = canonical::object_to_string(&json);
    let digest = base64url::encode(&Sha256::digest(text.as_bytes()));
    PolicyId(digest.chars().take(16).collect())
}

fn json_of(
    audience: &str,
    owner_role: &RoleName,
    project_owner_role: Option<&RoleName>,
    permissions: &[Permission],
    roles: &[Role],
) -> Object {
    let listed = || permissions.iter().filter(|permission| !permission.retired);
    let permission_json = |permission: &Permission| {
        Object::default()
            .with("name", permission.name.as_str())
            .with("bit", i64::from(permission.bit))
            .with("title", permission.title.as_str())
            .with_optional("description", permission.description.as_deref())
            .with_optional("scope", permission.scope.written())
    };
    let role_json = |role: &Role| {
        let carried = listed().filter(|permission| role.permissions.contains(permission.bit));
        let names: Vec<&str> = carried.map(|permission| permission.name.as_str()).collect();
        let was: Vec<&str> = role.was.iter().map(RoleName::as_str).collect();
        Object::default()
            .with("name", role.name.as_str())
            .with("title", role.title.as_str())
            .with_optional("description", role.description.as_deref())
            .with_optional("scope", role.scope.written())
            .with("permissions", names)
            .with_optional("was", (!was.is_empty()).then_some(was))
    };
    Object::default()
        .with("audience", audience)
        .with("ownerRole", owner_role.as_str())
        .with_optional("projectOwnerRole", project_owner_role.map(RoleName::as_str))
        .with(
            "permissions",
            listed().map(permission_json).collect::<Vec<_>>(),
        )
        .with("roles", roles.iter().map(role_json).collect::<Vec<_>>())
}
