//! Queries about projects: who may see which. Nothing here writes.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::command::Context;
use super::project_access::ProjectAccess;
use super::read::{View, query};
use super::{Account, Grant, Member, Project, ProjectStatus, Store, permissions_in_project};
use crate::permission::PermissionSet;
use crate::{MembershipStatus, Policy, ProjectId, Refusal, Timestamp, required};

/// A project as a caller with access to it sees it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProjectView {
    /// The project.
    pub project: Project,
    /// The caller's own grant in it.
    pub grant: Option<Grant>,
    /// The caller's permissions in it under today's policy.
    pub permissions: PermissionSet,
}

impl From<ProjectAccess> for ProjectView {
    fn from(access: ProjectAccess) -> Self {
        Self {
            project: access.project,
            grant: access.grant,
            permissions: access.permissions,
        }
    }
}

/// The project as the caller sees it, if they hold anything in it or may create projects.
///
/// # Errors
/// An error of storage.
pub fn project<S: Store>(
    store: &S,
    context: &Context<'_>,
    id: &ProjectId,
) -> Result<Result<ProjectView, Refusal>, S::Error> {
    query(store, context, |query| {
        query.require_visible_project(id).map(Into::into)
    })
}

/// The project and the caller's permissions in it, for a membership token: it is active, and they hold something there.
///
/// # Errors
/// An error of storage.
pub fn enter_project<S: Store>(
    store: &S,
    context: &Context<'_>,
    id: &ProjectId,
) -> Result<Result<ProjectView, Refusal>, S::Error> {
    query(store, context, |query| {
        let access = query.project_access(id)?;
        if access.permissions.is_empty() {
            return Err(Refusal::NotFound.into());
        }
        if access.project.status == ProjectStatus::Archived {
            return Err(Refusal::ProjectArchived.into());
        }
        Ok(access.into())
    })
}

/// What a member holds in a project now: nothing in one that is unknown or archived.
///
/// # Errors
/// An error of storage.
pub fn held_in_project<S: Store>(
    store: &S,
    policy: &Policy,
    now: Timestamp,
    account: &Account,
    member: &Member,
    id: &ProjectId,
) -> Result<PermissionSet, S::Error> {
    let project = store.project(id)?;
    let is_open = project.is_some_and(|project| project.status == ProjectStatus::Active);
    if !is_open || !policy.has_projects() || member.status(now) != MembershipStatus::Active {
        return Ok(PermissionSet::EMPTY);
    }
    let in_account = account.permissions_of(member, policy, now);
    let grant = store.grant(&member.user, id)?;
    Ok(permissions_in_project(policy, in_account, grant.as_ref()))
}

/// The caller's view of the account, if they may see who has a grant in this project.
///
/// # Errors
/// An error of storage.
pub fn grant_manager<S: Store>(
    store: &S,
    context: &Context<'_>,
    id: &ProjectId,
) -> Result<Result<View, Refusal>, S::Error> {
    query(store, context, |query| {
        let access = query.require_grant_manager(id)?;
        Ok(View {
            account: query.account.clone(),
            member: access.caller.member,
            permissions: access.caller.permissions,
        })
    })
}

/// The projects that a caller sees.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VisibleProjects {
    /// Their permissions in every project.
    everywhere: PermissionSet,
    /// Whether they see every project.
    all: bool,
    /// Their grants that give something.
    grants: BTreeMap<ProjectId, Grant>,
}

impl VisibleProjects {
    /// The projects' ids; `None` for all of the account's.
    #[must_use]
    pub fn ids(&self) -> Option<Vec<ProjectId>> {
        (!self.all).then(|| self.grants.keys().copied().collect())
    }

    /// One of these projects as the caller sees it.
    #[must_use]
    pub fn view(&self, project: Project, policy: &Policy) -> ProjectView {
        let grant = self.grants.get(&project.id).cloned();
        ProjectView {
            permissions: permissions_in_project(policy, self.everywhere, grant.as_ref()),
            grant,
            project,
        }
    }
}

/// The projects that the caller sees: those in which they hold anything, and all for those who may create projects.
///
/// # Errors
/// An error of storage.
pub fn visible_projects<S: Store>(
    store: &S,
    context: &Context<'_>,
) -> Result<Result<VisibleProjects, Refusal>, S::Error> {
    query(store, context, |query| {
        let access = query.require_permission(required::TEAM_ACCESS)?;
        let policy = query.policy();
        if !policy.has_projects() {
            return Ok(VisibleProjects {
                everywhere: PermissionSet::EMPTY,
                all: false,
                grants: BTreeMap::new(),
            });
        }
        let everywhere = permissions_in_project(policy, access.permissions, None);
        let grants = match &access.member {
            Some(member) => query.load(|store| store.grants_of(&member.user))?,
            None => Vec::new(),
        };
        Ok(VisibleProjects {
            all: !everywhere.is_empty()
                || policy.holds(access.permissions, required::PROJECTS_CREATE),
            everywhere,
            grants: grants
                .into_iter()
                .filter(|grant| !grant.permissions_under(policy).is_empty())
                .map(|grant| (grant.project, grant))
                .collect(),
        })
    })
}
