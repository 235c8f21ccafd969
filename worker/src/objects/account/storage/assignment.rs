//! A role or list of permissions in the columns `role` and `permissions`.

use hallpass_core::{PermissionName, RoleAssignment, RoleName};

use crate::error::InternalError;
use crate::json;

/// The assignment of a row.
pub(super) fn stored_assignment(
    role: RoleName,
    permissions: Option<&str>,
) -> Result<RoleAssignment, InternalError> {
    let permissions: Option<Vec<PermissionName>> = permissions.map(json::from_str).transpose()?;
    Ok(RoleAssignment::from_stored(role, permissions))
}

/// The column `permissions` of an assignment.
pub(super) fn stored_permissions(
    assignment: &RoleAssignment,
) -> Result<Option<String>, InternalError> {
    let permissions = assignment.permissions();
    permissions.map(|list| json::to_string(&list)).transpose()
}
