//! Creating a project.

use alloc::string::ToString;

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::done::Done;
use super::project_access::lacks;
use super::{Change, Grant, Project, ProjectStatus, Store, permissions_in_project};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{Name, ProjectId, Refusal, RoleAssignment, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// A member who creates a project gets the policy's role of a project's owner in it. A service gets no grant.
    pub(super) fn create_project(
        &mut self,
        name: &Name,
        external_id: Option<&str>,
    ) -> CommandResult<Done, S> {
        let access = self.require_project_creator()?;
        if self.load(Store::project_count)? >= limits::PROJECTS {
            return Err(Refusal::ProjectLimit.into());
        }
        if let Some(external_id) = external_id
            && self
                .load(|store| store.project_by_external_id(external_id))?
                .is_some()
        {
            return Err(Refusal::Conflict.into());
        }
        let project = Project {
            id: self.new_project_id(),
            name: name.clone(),
            external_id: external_id.map(Into::into),
            status: ProjectStatus::Active,
            created_at: self.context.now,
            last_archived: None,
        };
        let id = project.id;
        let mut details = Details::new();
        if let Some(external_id) = external_id {
            details.insert("externalId".into(), Detail::Text(external_id.to_string()));
        }
        self.changes.push(Change::PutProject(project));
        self.bump_epoch();
        let resource = Resource::new(ResourceType::Project, &id);
        self.audit(Action::ProjectCreate, resource, details);
        self.grant_to_creator(&access, id)?;
        Ok(Done::Project { project: id })
    }

    /// The access of a caller who may create projects. Denied under a policy without projects.
    pub(super) fn require_project_creator(&self) -> CommandResult<CallerAccess, S> {
        let access = self.require_permission(required::PROJECTS_CREATE)?;
        if self.policy().has_projects() {
            Ok(access)
        } else {
            Err(lacks(required::PROJECTS_CREATE).into())
        }
    }

    fn grant_to_creator(
        &mut self,
        access: &CallerAccess,
        project: ProjectId,
    ) -> CommandResult<(), S> {
        let policy = self.policy();
        let (Some(member), Some(role)) = (&access.member, policy.project_owner_role()) else {
            return Ok(());
        };
        let grant = Grant {
            project,
            assignment: RoleAssignment::Role(role.clone()),
        };
        if self.load(|store| store.grant_count(&member.user))? >= limits::GRANTS_PER_MEMBER {
            // A member whose role already carries all of it in every project needs no grant.
            let held = permissions_in_project(policy, access.permissions, None);
            return if grant.permissions_under(policy).is_subset_of(held) {
                Ok(())
            } else {
                Err(Refusal::ProjectLimit.into())
            };
        }
        self.put_grant_of(&member.user, grant, Details::new());
        Ok(())
    }

    /// An id from the first half of the command's random bytes; the second half names its events.
    fn new_project_id(&self) -> ProjectId {
        ProjectId::from_bytes(self.first_random_half())
    }
}
