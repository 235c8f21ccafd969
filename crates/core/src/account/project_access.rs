//! What a caller may do in a project.
//!
//! An unknown project, another account's, and one in which the caller holds nothing are the same `not_found`.

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::{Grant, Project, Store, permissions_in_project};
use crate::permission::{PermissionName, PermissionSet};
use crate::{ProjectId, Refusal, required};

/// What the caller may do in the account and in one of its projects.
pub(super) struct ProjectAccess {
    /// Their access to the account.
    pub(super) caller: CallerAccess,
    /// The project.
    pub(super) project: Project,
    /// Their own grant in it.
    pub(super) grant: Option<Grant>,
    /// Their permissions in it.
    pub(super) permissions: PermissionSet,
}

impl<S: Store> CommandContext<'_, S> {
    /// The access of a caller who holds anything in the project, or may create projects and therefore sees all.
    pub(super) fn require_visible_project(
        &self,
        id: &ProjectId,
    ) -> CommandResult<ProjectAccess, S> {
        let access = self.project_access(id)?;
        if self.sees_project(&access) {
            Ok(access)
        } else {
            Err(Refusal::NotFound.into())
        }
    }

    /// The access of a caller who manages the project.
    pub(super) fn require_project_manager(
        &self,
        id: &ProjectId,
    ) -> CommandResult<ProjectAccess, S> {
        let access = self.require_visible_project(id)?;
        if self.manages_project(&access) {
            Ok(access)
        } else {
            Err(lacks(required::PROJECT_MANAGE).into())
        }
    }

    /// The access of a caller who manages the project or the account's members.
    pub(super) fn require_grant_manager(&self, id: &ProjectId) -> CommandResult<ProjectAccess, S> {
        let access = self.project_access(id)?;
        let manages_members = self
            .policy()
            .holds(access.caller.permissions, required::MEMBERS_MANAGE);
        if manages_members || self.manages_project(&access) {
            Ok(access)
        } else if self.sees_project(&access) {
            Err(lacks(required::PROJECT_MANAGE).into())
        } else {
            Err(Refusal::NotFound.into())
        }
    }

    /// The access of any member or service to a project of the account, whatever they hold there.
    pub(super) fn project_access(&self, id: &ProjectId) -> CommandResult<ProjectAccess, S> {
        let caller = self.caller_access()?;
        if let Some(member) = &caller.member {
            member.status(self.context.now).require_active()?;
        }
        if !self.policy().has_projects() {
            return Err(Refusal::NotFound.into());
        }
        let project = self.load(|store| store.project(id))?;
        let project = project.ok_or(Refusal::NotFound)?;
        let grant = match &caller.member {
            Some(member) => self.load(|store| store.grant(&member.user, id))?,
            None => None,
        };
        let permissions = permissions_in_project(self.policy(), caller.permissions, grant.as_ref());
        Ok(ProjectAccess {
            caller,
            project,
            grant,
            permissions,
        })
    }

    fn sees_project(&self, access: &ProjectAccess) -> bool {
        let policy = self.policy();
        !access.permissions.is_empty()
            || policy.holds(access.caller.permissions, required::PROJECTS_CREATE)
    }

    fn manages_project(&self, access: &ProjectAccess) -> bool {
        self.policy()
            .holds(access.permissions, required::PROJECT_MANAGE)
    }
}

/// The refusal of a caller who lacks a permission in a project.
pub(super) fn lacks(permission: &str) -> Refusal {
    let missing = permission.parse::<PermissionName>().into_iter().collect();
    Refusal::Forbidden { missing }
}
