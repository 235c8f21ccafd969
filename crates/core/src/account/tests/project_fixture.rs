//! A team with projects and grants, and its policy.

use super::*;
use crate::account::{Grant, ProjectStatus, State, read_projects};
use crate::{PermissionName, ProjectId, RoleAssignment};
use alloc::string::ToString;
use alloc::vec::Vec;

/// A policy with projects: account roles with nothing in projects, with some of it in every project, and with the
/// permission to create some.
pub(super) const POLICY: &str = r#"
audience = "hallpass"
ownerRole = "owner"
projectOwnerRole = "manager"
permission = [
  { name = "team:access", title = "Access" },
  { name = "members:invite", title = "Invite" },
  { name = "members:manage", title = "Members" },
  { name = "team:manage", title = "Team" },
  { name = "audit:read", title = "Audit" },
  { name = "projects:create", title = "Create projects" },
  { name = "project:manage", title = "Manage the project", scope = "project" },
  { name = "runs:read", title = "Read runs", scope = "project" },
  { name = "runs:write", title = "Start runs", scope = "project" },
]
role = [
  { name = "owner", title = "Owner", permissions = ["team:access", "members:invite", "members:manage", "team:manage", "audit:read", "projects:create", "project:manage", "runs:read", "runs:write"] },
  { name = "guest", title = "Guest", permissions = ["team:access"] },
  { name = "watcher", title = "Watcher", permissions = ["team:access", "runs:read"] },
  { name = "builder", title = "Builder", permissions = ["team:access", "projects:create"] },
  { name = "host", title = "Host", permissions = ["team:access", "members:invite", "members:manage"] },
  { name = "reader", title = "Reader", scope = "project", permissions = ["runs:read"] },
  { name = "editor", title = "Editor", scope = "project", permissions = ["runs:read", "runs:write"], was = ["writer"] },
  { name = "manager", title = "Manager", scope = "project", permissions = ["project:manage", "runs:read", "runs:write"] },
]
"#;

/// A policy without projects.
pub(super) const POLICY_WITHOUT: &str = r#"
audience = "hallpass"
ownerRole = "owner"
permission = [
  { name = "team:access", title = "Access" },
  { name = "members:invite", title = "Invite" },
  { name = "members:manage", title = "Members" },
  { name = "team:manage", title = "Team" },
  { name = "audit:read", title = "Audit" },
]
role = [
  { name = "owner", title = "Owner", permissions = ["team:access", "members:invite", "members:manage", "team:manage", "audit:read"] },
]
"#;

pub(super) fn projects_policy() -> Policy {
    Policy::from_toml(POLICY).unwrap()
}

pub(super) fn permission(name: &str) -> PermissionName {
    name.parse().unwrap()
}

pub(super) fn named(name: &str) -> RoleAssignment {
    RoleAssignment::Role(role(name))
}

impl Fixture {
    /// A team under a policy with projects.
    pub(super) fn with_projects() -> Self {
        let mut fixture = Self::team();
        fixture.policy = projects_policy();
        fixture
    }

    pub(super) fn create_project(&mut self, by: &Caller, name: &str) -> Result<ProjectId, Refusal> {
        let command = Command::CreateProject {
            name: Name::parse(name).unwrap(),
            external_id: None,
        };
        let done = self.run(by, &command)?;
        let Done::Project { project } = done else {
            panic!("not a project: {done:?}");
        };
        Ok(project)
    }

    pub(super) fn grant(
        &mut self,
        by: &Caller,
        project: ProjectId,
        to: &Caller,
        assignment: RoleAssignment,
    ) -> Result<Done, Refusal> {
        let user = user(to);
        self.run(
            by,
            &Command::PutGrant {
                project,
                user,
                assignment,
            },
        )
    }

    pub(super) fn ungrant(
        &mut self,
        by: &Caller,
        project: ProjectId,
        of: &Caller,
    ) -> Result<Done, Refusal> {
        let user = user(of);
        self.run(by, &Command::RemoveGrant { project, user })
    }

    pub(super) fn set_status(
        &mut self,
        by: &Caller,
        project: ProjectId,
        status: ProjectStatus,
    ) -> Result<Done, Refusal> {
        self.run(
            by,
            &Command::UpdateProject {
                project,
                name: None,
                status: Some(status),
            },
        )
    }

    /// The names of the caller's permissions in a project, or the code of the refusal.
    pub(super) fn held_in(
        &self,
        caller: &Caller,
        project: ProjectId,
    ) -> Result<Vec<String>, &'static str> {
        let context = self.context(caller);
        let Ok(view) = read_projects::project(&self.memory, &context, &project);
        match view {
            Ok(view) => Ok(self
                .policy
                .names_of(view.permissions)
                .iter()
                .map(ToString::to_string)
                .collect()),
            Err(refusal) => Err(refusal.code().as_str()),
        }
    }

    pub(super) fn enter(&self, caller: &Caller, project: ProjectId) -> &'static str {
        let context = self.context(caller);
        let Ok(entered) = read_projects::enter_project(&self.memory, &context, &project);
        entered.map_or_else(|refusal| refusal.code().as_str(), |_| "entered")
    }

    pub(super) fn grant_in(&self, caller: &Caller, project: ProjectId) -> Option<Grant> {
        let found = self.memory.grants.get(&(user(caller), project));
        found.map(|(grant, _)| grant.clone())
    }

    pub(super) fn changed_epoch(&self, caller: &Caller) -> u64 {
        self.member(caller).unwrap().changed_epoch
    }

    pub(super) fn epoch(&self) -> u64 {
        self.memory.account().unwrap().epoch
    }

    /// The action and the details of the last event, as text.
    pub(super) fn last_event(&self) -> (String, String) {
        let event = &self.memory.events.last().unwrap().draft;
        let details = serde_json::to_string(&event.details).unwrap();
        (event.action.as_str().into(), details)
    }

    /// Invites a guest with these grants.
    pub(super) fn invite_to(
        &mut self,
        by: &Caller,
        to: Option<&str>,
        grants: &[(ProjectId, RoleAssignment)],
    ) -> Result<InviteId, Refusal> {
        let command = Command::Invite {
            address: to.map(address),
            mailbox: None,
            assignment: named("guest"),
            expires_in: None,
            membership_expires_in: None,
            projects: grants
                .iter()
                .map(|(project, assignment)| Grant {
                    project: *project,
                    assignment: assignment.clone(),
                })
                .collect(),
            max_uses: None,
            domains: alloc::vec![],
            note: None,
            mail: MailRequest::default(),
        };
        self.create_invite(by, &command)
    }

    pub(super) fn is_pending(&self, invite: InviteId) -> bool {
        self.memory.invites[&invite].state == State::Pending
    }
}
