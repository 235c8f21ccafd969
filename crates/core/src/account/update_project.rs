//! Renaming, archiving and restoring a project.

use alloc::string::ToString;

use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::project::Archiving;
use super::{Change, ProjectStatus, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{Name, ProjectId};

impl<S: Store> CommandContext<'_, S> {
    /// Archiving makes the tokens for this project stale, and no others. What already is as asked stays as it is.
    pub(super) fn update_project(
        &mut self,
        id: &ProjectId,
        name: Option<&Name>,
        status: Option<ProjectStatus>,
    ) -> CommandResult<Done, S> {
        let access = self.require_project_manager(id)?;
        let mut project = access.project;
        let name = name.filter(|name| **name != project.name);
        let status = status.filter(|status| *status != project.status);
        if name.is_none() && status.is_none() {
            return Ok(Done::Project { project: *id });
        }
        self.bump_epoch();
        let resource = || Resource::new(ResourceType::Project, id);
        if let Some(name) = name {
            project.name = name.clone();
            let mut details = Details::new();
            let fields = alloc::vec!["name".to_string()];
            details.insert("fields".into(), Detail::List(fields));
            self.audit(Action::ProjectUpdate, resource(), details);
        }
        if let Some(status) = status {
            project.status = status;
            let action = match status {
                ProjectStatus::Active => Action::ProjectRestore,
                ProjectStatus::Archived => {
                    project.last_archived = Some(Archiving {
                        at: self.event_time,
                        epoch: self.account.epoch,
                    });
                    Action::ProjectArchive
                }
            };
            self.audit(action, resource(), Details::new());
        }
        self.changes.push(Change::PutProject(project));
        Ok(Done::Project { project: *id })
    }
}
