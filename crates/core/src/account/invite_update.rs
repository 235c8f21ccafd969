//! What changes about an invite.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Grant;
use super::member_update::FieldChange;
use crate::{Domain, Note, PermissionName, RoleAssignment, RoleAssignmentError, RoleName};

/// What changes about an invite.
///
/// Its JSON is that of the request: `role`, `permissions`, `projects`, `note`, `expiresIn`, `membershipExpiresIn`, `maxUses`
/// and `domains`, each optional.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct InviteUpdate {
    /// The new role or list of permissions.
    pub assignment: Option<RoleAssignment>,
    /// What the invitee will be granted in projects, in place of what they were.
    pub projects: Option<Vec<Grant>>,
    /// The new note.
    pub note: FieldChange<Note>,
    /// Its lifetime from now on, in seconds. Cleared, it does not expire.
    pub expires_in: FieldChange<u64>,
    /// How long the membership lasts once it is accepted, in seconds. Cleared, it does not end.
    pub membership_expires_in: FieldChange<u64>,
    /// How many users can accept it. For link invites only.
    pub max_uses: Option<u64>,
    /// The domains of the addresses that can accept it, in place of what they were. For link invites only.
    pub domains: Option<Vec<Domain>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    role: Option<RoleName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    permissions: Option<Vec<PermissionName>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    projects: Option<Vec<Grant>>,
    #[serde(default, skip_serializing_if = "FieldChange::is_keep")]
    note: FieldChange<Note>,
    #[serde(default, skip_serializing_if = "FieldChange::is_keep")]
    expires_in: FieldChange<u64>,
    #[serde(default, skip_serializing_if = "FieldChange::is_keep")]
    membership_expires_in: FieldChange<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_uses: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    domains: Option<Vec<Domain>>,
}

impl TryFrom<Fields> for InviteUpdate {
    type Error = RoleAssignmentError;

    fn try_from(fields: Fields) -> Result<Self, RoleAssignmentError> {
        Ok(Self {
            assignment: RoleAssignment::optional(fields.role, fields.permissions)?,
            projects: fields.projects,
            note: fields.note,
            expires_in: fields.expires_in,
            membership_expires_in: fields.membership_expires_in,
            max_uses: fields.max_uses,
            domains: fields.domains,
        })
    }
}

impl From<InviteUpdate> for Fields {
    fn from(update: InviteUpdate) -> Self {
        let (role, permissions) = update.assignment.map(RoleAssignment::into_parts).unzip();
        Self {
            role,
            permissions: permissions.flatten(),
            projects: update.projects,
            note: update.note,
            expires_in: update.expires_in,
            membership_expires_in: update.membership_expires_in,
            max_uses: update.max_uses,
            domains: update.domains,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn updates_survive_their_json() {
        for json in [
            r"{}",
            r#"{"role":"dev"}"#,
            r#"{"role":"custom","permissions":["team:access"],"note":"Hi","maxUses":3,"domains":["acme.example"]}"#,
        ] {
            let update: InviteUpdate = serde_json::from_str(json).unwrap();
            assert_eq!(serde_json::to_string(&update).unwrap(), json);
        }
    }
}
