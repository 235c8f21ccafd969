//! Which assignments a grant in a project can have.

use super::Grant;
use crate::permission::PermissionName;
use crate::policy::{Policy, Scope};
use crate::{FieldCode, FieldError, ProjectId, RoleAssignment, limits};

/// A grant of this assignment, under today's name of its role.
///
/// # Errors
/// The field `role` when the policy has no such role, or one of account scope. The field `permissions` when the list is
/// empty or too long, or has a permission that the policy does not know or that is not of project scope.
pub(super) fn grant_of(
    policy: &Policy,
    project: ProjectId,
    assignment: &RoleAssignment,
) -> Result<Grant, FieldError> {
    let assignment = match assignment {
        RoleAssignment::Role(name) => match policy.role(name) {
            None => return Err(FieldError::new("role", FieldCode::Unknown)),
            Some(role) if role.scope == Scope::Account => {
                return Err(FieldError::new("role", FieldCode::Invalid));
            }
            Some(role) => RoleAssignment::Role(role.name.clone()),
        },
        RoleAssignment::Custom(permissions) => {
            check_list(policy, permissions).map_err(|code| FieldError::new("permissions", code))?;
            assignment.clone()
        }
    };
    Ok(Grant {
        project,
        assignment,
    })
}

fn check_list(policy: &Policy, permissions: &[PermissionName]) -> Result<(), FieldCode> {
    if permissions.is_empty() {
        return Err(FieldCode::Required);
    }
    if permissions.len() > limits::PERMISSIONS {
        return Err(FieldCode::TooLong);
    }
    for permission in permissions {
        let bit = policy.bit(permission.as_str()).ok_or(FieldCode::Unknown)?;
        if !policy.project_scope().contains(bit) {
            return Err(FieldCode::Invalid);
        }
    }
    Ok(())
}
