//! The policy as JSON, and the id that its content gives it.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

use crate::permission::RoleName;
use crate::token::json::{NotStrict, Object, Value};
use crate::{base64url, canonical};

use super::check::{RoleDraft, checked};
use super::{Permission, Policy, PolicyError, PolicyId, Role};

// Written out by hand: what serde derives for these shapes is a fifth of the browser's binary.

fn json_of(
    audience: &str,
    owner_role: &RoleName,
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
    };
    let role_json = |role: &Role| {
        let carried = listed().filter(|permission| role.permissions.contains(permission.bit));
        let names: Vec<&str> = carried.map(|permission| permission.name.as_str()).collect();
        let was: Vec<&str> = role.was.iter().map(RoleName::as_str).collect();
        Object::default()
            .with("name", role.name.as_str())
            .with("title", role.title.as_str())
            .with_optional("description", role.description.as_deref())
            .with("permissions", names)
            .with_optional("was", (!was.is_empty()).then_some(was))
    };
    Object::default()
        .with("audience", audience)
        .with("ownerRole", owner_role.as_str())
        .with(
            "permissions",
            listed().map(permission_json).collect::<Vec<_>>(),
        )
        .with("roles", roles.iter().map(role_json).collect::<Vec<_>>())
}

fn permission_from(json: Value) -> Result<Permission, NotStrict> {
    let mut json = json.object()?;
    Ok(Permission {
        name: json.take_parsed("name")?,
        bit: u8::try_from(json.take_integer("bit")?).map_err(|_| NotStrict)?,
        title: json.take_text("title")?,
        description: json.take_optional_text("description")?,
        retired: false,
    })
}

fn role_from(json: Value) -> Result<RoleDraft, NotStrict> {
    let mut json = json.object()?;
    Ok(RoleDraft {
        name: json.take_parsed("name")?,
        title: json.take_text("title")?,
        description: json.take_optional_text("description")?,
        permissions: json.take_list("permissions", Value::text)?,
        was: json.take_list("was", |name| name.text()?.parse().map_err(|_| NotStrict))?,
    })
}

/// The id that this content has. Retired permissions do not count: they change nobody's rights.
pub(super) fn id_of(
    audience: &str,
    owner_role: &RoleName,
    permissions: &[Permission],
    roles: &[Role],
) -> PolicyId {
    let text = canonical::object_to_string(&json_of(audience, owner_role, permissions, roles));
    let digest = base64url::encode(&Sha256::digest(text.as_bytes()));
    PolicyId(digest.chars().take(16).collect())
}

impl Policy {
    /// Reads the JSON that `GET /v1/policy` answers, and checks that its id belongs to its content.
    ///
    /// # Errors
    /// [`PolicyError`], as for a file; [`PolicyError::IdMismatch`] when the content is another's.
    pub fn from_json(text: &str) -> Result<Self, PolicyError> {
        Self::from_object(Object::parse(text).map_err(not_a_policy)?)
    }

    /// Reads a policy that is a part of other JSON, as [`Policy::from_json`] does.
    ///
    /// # Errors
    /// As there.
    pub fn from_object(mut json: Object) -> Result<Self, PolicyError> {
        let id = json.take_optional_text("id").map_err(not_a_policy)?;
        let policy = checked(
            json.take_text("audience").map_err(not_a_policy)?,
            json.take_parsed("ownerRole").map_err(not_a_policy)?,
            json.take_list("permissions", permission_from)
                .map_err(not_a_policy)?,
            json.take_list("roles", role_from).map_err(not_a_policy)?,
        )?;
        if id.as_deref() == Some(policy.id.as_str()) {
            Ok(policy)
        } else {
            Err(PolicyError::IdMismatch)
        }
    }
}

fn not_a_policy(_: NotStrict) -> PolicyError {
    PolicyError::Syntax(String::from("a member is missing or of another type"))
}

impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json_of(
            &self.audience,
            &self.owner_role,
            &self.permissions,
            &self.roles,
        )
        .with("id", self.id.as_str())
        .serialize(serializer)
    }
}
