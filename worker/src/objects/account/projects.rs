//! Handlers for projects, and for grants in them.

use hallpass_core::account::{Command, Done, ProjectStatus, Store as _, read_projects};
use hallpass_core::explain::UnseenProject;
use hallpass_core::{ProjectId, Refusal, required};
use hallpass_protocol::object::ObjectError;
use hallpass_protocol::object::account::{
    CreateProject, ListProjectMembers, ListProjects, PutGrant, ReadProject, RemoveGrant,
    UpdateProject,
};
use hallpass_protocol::shape::{Page, Project, ProjectMember, ProjectPage};

use super::operation::Operation;
use super::storage::{GrantedMember, project_position};
use crate::error::InternalError;
use crate::json;
use crate::objects::cursor::{self, NamePosition, Position};
use crate::objects::server::OperationResult;

/// Lists the projects that the caller sees, in the order of their names.
///
/// Takes a status and a page; returns the projects. Safe to retry.
pub(super) fn list_projects(
    operation: &Operation<'_>,
    call: ListProjects,
) -> OperationResult<ProjectPage> {
    let store = &operation.store;
    let account = operation.open_account()?.id;
    let visible = read_projects::visible_projects(store, &operation.context(account)?)?
        .map_err(|refusal| operation.refuse(refusal))?;
    let start = cursor::start(&call.page, NamePosition::default()).map_err(ObjectError::Refused)?;
    let ids = visible.ids().map(|ids| json::to_string(&ids)).transpose()?;
    let limit = cursor::read_limit(&call.page);
    let policy = &operation.config.policy;
    let projects = store
        .list_projects(ids.as_deref(), call.status, &start, limit)?
        .into_iter()
        .map(|project| Project::new(account, visible.view(project, policy), policy))
        .collect();
    let page = cursor::page(projects, &call.page, |project: &Project| {
        project_position(&project.name, &project.id)
    });
    let explanation = if page.items.is_empty()
        && call.page.cursor.is_none()
        && call.status != Some(ProjectStatus::Archived)
    {
        let unseen = if store.has_project(ProjectStatus::Active)? {
            UnseenProject::NoneShared
        } else {
            UnseenProject::NoneExists
        };
        operation.explain_no_project(unseen)?
    } else {
        None
    };
    Ok(ProjectPage { page, explanation })
}

/// Creates a project.
///
/// Takes its name and the platform's id for it; returns it as the caller sees it. Safe to retry with an idempotency key;
/// without one, a repeat creates another project, or is a conflict because of the platform's id.
pub(super) fn create_project(
    operation: &mut Operation<'_>,
    call: &CreateProject,
) -> OperationResult<Project> {
    let command = Command::CreateProject {
        name: call.name.clone(),
        external_id: call.external_id.clone(),
    };
    let Done::Project { project } = operation.execute(call.account, &command)? else {
        return Err(InternalError::new("a project was created without an id").into());
    };
    show_project(operation, &project)
}

/// Reads a project.
///
/// Takes its id; returns it as the caller sees it. Safe to retry.
pub(super) fn read_project(
    operation: &Operation<'_>,
    call: ReadProject,
) -> OperationResult<Project> {
    operation.require(required::TEAM_ACCESS)?;
    show_project(operation, &call.project)
}

/// Renames, archives or restores a project.
///
/// Takes the new values; returns it as the caller sees it. Safe to retry: it sets the same values again.
pub(super) fn update_project(
    operation: &mut Operation<'_>,
    call: &UpdateProject,
) -> OperationResult<Project> {
    let command = Command::UpdateProject {
        project: call.project,
        name: call.name.clone(),
        status: call.status,
    };
    operation.execute(call.account, &command)?;
    show_project(operation, &call.project)
}

/// Lists the members who have a grant in a project, in the order in which they got it.
///
/// Takes the project and a page; returns the members as the caller sees them. Safe to retry.
pub(super) fn list_project_members(
    operation: &Operation<'_>,
    call: ListProjectMembers,
) -> OperationResult<Page<ProjectMember>> {
    let context = operation.context(operation.open_account()?.id)?;
    let view = read_projects::grant_manager(&operation.store, &context, &call.project)?
        .map_err(|refusal| operation.refuse(refusal))?;
    let start = cursor::start(&call.page, Position::oldest()).map_err(ObjectError::Refused)?;
    let limit = cursor::read_limit(&call.page);
    let granted = operation
        .store
        .list_granted_members(&call.project, &start, limit)?;
    let page = cursor::page(granted, &call.page, |granted: &GrantedMember| Position {
        number: granted.granted_at.milliseconds(),
        id: granted.member.user.to_string(),
    });
    let policy = &operation.config.policy;
    let show = |granted: GrantedMember| {
        ProjectMember::new(
            granted.member,
            granted.grant,
            granted.granted_at,
            &view,
            policy,
        )
    };
    Ok(Page {
        items: page.items.into_iter().map(show).collect(),
        next: page.next,
    })
}

/// Gives a member a role or a list of permissions in a project.
///
/// Takes the member and what they get; returns them with their grant. Safe to retry: it sets the same grant again.
pub(super) fn put_grant(
    operation: &mut Operation<'_>,
    call: &PutGrant,
) -> OperationResult<ProjectMember> {
    let command = Command::PutGrant {
        project: call.project,
        user: call.user.clone(),
        assignment: call.assignment.clone(),
    };
    operation.execute(call.account, &command)?;
    // When the command is a repeat, member and grant may be gone by now.
    let gone = || operation.refuse(Refusal::NotFound);
    let store = &operation.store;
    let member = store.member(&call.user)?.ok_or_else(gone)?;
    let grant = store.grant(&call.user, &call.project)?.ok_or_else(gone)?;
    let at = store
        .granted_at(&call.user, &call.project)?
        .ok_or_else(gone)?;
    let policy = &operation.config.policy;
    Ok(ProjectMember::new(
        member,
        grant,
        at,
        &operation.view()?,
        policy,
    ))
}

/// Removes a member's grant in a project.
///
/// Takes the member; returns nothing. Safe to retry with an idempotency key; without one, a repeat is `not_found`.
pub(super) fn remove_grant(
    operation: &mut Operation<'_>,
    call: &RemoveGrant,
) -> OperationResult<()> {
    let command = Command::RemoveGrant {
        project: call.project,
        user: call.user.clone(),
    };
    operation.execute(call.account, &command)?;
    Ok(())
}

/// A project as the caller sees it.
fn show_project(operation: &Operation<'_>, id: &ProjectId) -> OperationResult<Project> {
    let account = operation.open_account()?.id;
    let context = operation.context(account)?;
    let view = read_projects::project(&operation.store, &context, id)?
        .map_err(|refusal| operation.refuse_project(refusal))?;
    Ok(Project::new(account, view, &operation.config.policy))
}
