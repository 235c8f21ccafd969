//! Changes of a member, and of optional fields in general.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::audit::Action;
use crate::{PermissionName, RoleAssignment, RoleAssignmentError, RoleName, Timestamp};

/// The change of a field that may be empty.
///
/// In JSON a field that stays as it is is absent, and one that is cleared is `null`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Option<T>", into = "Option<T>")]
#[serde(bound(serialize = "T: Clone + Serialize"))]
pub enum FieldChange<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It is emptied.
    Clear,
    /// It gets this value.
    Set(T),
}

impl<T> FieldChange<T> {
    /// Whether the field stays as it is.
    #[must_use]
    pub const fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The field's value after the change.
    #[must_use]
    pub fn apply(self, before: Option<T>) -> Option<T> {
        match self {
            Self::Keep => before,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

impl<T> From<Option<T>> for FieldChange<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T> From<FieldChange<T>> for Option<T> {
    fn from(change: FieldChange<T>) -> Self {
        change.apply(None)
    }
}

/// What changes about a member. All of it changes, or nothing.
///
/// Its JSON is that of the request: `role`, `permissions`, `expiresAt` and `suspended`, each optional.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct MemberUpdate {
    /// Their new role or list of permissions.
    pub assignment: Option<RoleAssignment>,
    /// When their membership ends. A time in the past ends it at once.
    pub expires_at: FieldChange<Timestamp>,
    /// Whether they are suspended.
    pub suspended: Option<bool>,
}

impl MemberUpdate {
    /// What the audit log calls a refused update: its first part.
    pub(super) const fn main_action(&self) -> Action {
        match self {
            Self {
                assignment: None,
                suspended: Some(true),
                expires_at: FieldChange::Keep,
            } => Action::MemberSuspend,
            Self {
                assignment: None,
                suspended: Some(false),
                expires_at: FieldChange::Keep,
            } => Action::MemberRestore,
            Self {
                assignment: None,
                expires_at: FieldChange::Clear | FieldChange::Set(_),
                ..
            } => Action::MemberEnd,
            Self { .. } => Action::MemberRole,
        }
    }

    /// Another role or list of permissions.
    #[must_use]
    pub fn assigning(assignment: RoleAssignment) -> Self {
        Self {
            assignment: Some(assignment),
            ..Self::default()
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<RoleName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<PermissionName>>,
    #[serde(default, skip_serializing_if = "FieldChange::is_keep")]
    expires_at: FieldChange<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    suspended: Option<bool>,
}

impl TryFrom<Fields> for MemberUpdate {
    type Error = RoleAssignmentError;

    fn try_from(fields: Fields) -> Result<Self, RoleAssignmentError> {
        Ok(Self {
            assignment: RoleAssignment::optional(fields.role, fields.permissions)?,
            expires_at: fields.expires_at,
            suspended: fields.suspended,
        })
    }
}

impl From<MemberUpdate> for Fields {
    fn from(update: MemberUpdate) -> Self {
        let (role, permissions) = update.assignment.map(RoleAssignment::into_parts).unzip();
        Self {
            role,
            permissions: permissions.flatten(),
            expires_at: update.expires_at,
            suspended: update.suspended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn an_update_survives_its_json() {
        for json in [
            r"{}",
            r#"{"role":"dev"}"#,
            r#"{"role":"custom","permissions":["team:access"]}"#,
            r#"{"expiresAt":null}"#,
            r#"{"expiresAt":"2026-11-29T06:00:00.000Z","suspended":true}"#,
        ] {
            let update: MemberUpdate = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&update).unwrap(), json.to_string());
        }
    }
}
