//! The fields `role` and `permissions`: a role of the policy, or `custom` with a list of permissions.

use hallpass_core::{
    FieldCode, PermissionName, RoleAssignment, RoleAssignmentError, RoleName, limits,
};

use super::fields::Fields;

impl Fields {
    /// A required role or list. The policy decides whether it has them.
    pub(super) fn required_assignment(&mut self) -> Option<RoleAssignment> {
        if !self.has("role") {
            self.wrong("role", FieldCode::Required);
        }
        self.optional_assignment()
    }

    /// An optional role or list.
    pub(super) fn optional_assignment(&mut self) -> Option<RoleAssignment> {
        let has_role = self.has("role");
        let has_list = self.has("permissions");
        let role: Option<RoleName> =
            self.optional("role", |text| text.parse().map_err(|_| FieldCode::Invalid));
        let permissions = self.permission_list();
        if (has_role && role.is_none()) || (has_list && permissions.is_none()) {
            // One of them is malformed, which was noted.
            return None;
        }
        match RoleAssignment::optional(role, permissions) {
            Ok(assignment) => assignment,
            Err(error) => {
                self.wrong("permissions", code(error));
                None
            }
        }
    }

    /// The optional list `permissions`. What is not a permission's name is not in any policy.
    fn permission_list(&mut self) -> Option<Vec<PermissionName>> {
        let names = self.optional_texts("permissions", limits::PERMISSIONS)?;
        let permissions: Option<Vec<PermissionName>> =
            names.iter().map(|name| name.parse().ok()).collect();
        if permissions.is_none() {
            self.wrong("permissions", FieldCode::Unknown);
        }
        permissions
    }
}

const fn code(error: RoleAssignmentError) -> FieldCode {
    match error {
        RoleAssignmentError::PermissionsMissing => FieldCode::Required,
        RoleAssignmentError::PermissionsBesideRole => FieldCode::Invalid,
    }
}
