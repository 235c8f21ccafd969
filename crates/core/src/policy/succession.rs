//! What a policy must keep of the one before it.

use super::error::PolicyError;
use super::model::{Policy, Scope};

impl Policy {
    /// Checks that this policy may follow another: a scope may change from account to project, never back.
    ///
    /// # Errors
    /// [`PolicyError`] for the first permission or role, by its present name, that would change back.
    pub fn check_follows(&self, previous: &Self) -> Result<(), PolicyError> {
        for permission in &self.permissions {
            let was_of_project = previous
                .permissions
                .iter()
                .any(|before| before.name == permission.name && before.scope == Scope::Project);
            if was_of_project && permission.scope == Scope::Account {
                let name = permission.name.clone();
                return Err(PolicyError::PermissionScopeMovedBack(name));
            }
        }
        for role in &self.roles {
            let mut names = core::iter::once(&role.name).chain(&role.was);
            let was_of_project = names.any(|name| previous.project_role(name).is_some());
            if was_of_project && role.scope == Scope::Account {
                return Err(PolicyError::RoleScopeMovedBack(role.name.clone()));
            }
        }
        Ok(())
    }
}
