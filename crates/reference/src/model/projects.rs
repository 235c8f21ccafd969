//! Projects, and the grants of members in them.

use super::command::{Denial, ProjectCommand, ProjectNumber, Reply, User};
use super::fault::Fault;
use super::policy::{Assignment, CREATE_PROJECTS, MANAGE, MANAGE_PROJECT, Scope, within};
use super::step::Outcome;
use super::world::{MOST_GRANTS, MOST_PROJECTS, Project, World};

impl ProjectCommand {
    /// Its name, for figures.
    #[must_use]
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create project",
            Self::Change { .. } => "change project",
            Self::PutGrant { .. } => "put grant",
            Self::RemoveGrant { .. } => "remove grant",
        }
    }
}

impl World {
    /// Runs a command about a project.
    pub(crate) fn project_command(&mut self, who: User, command: &ProjectCommand) -> Outcome {
        match *command {
            ProjectCommand::Create { name, external } => self.create_project(who, name, external),
            ProjectCommand::Change {
                project,
                name,
                archived,
            } => self.change_project(who, project, name, archived),
            ProjectCommand::PutGrant {
                project,
                user,
                assignment,
            } => self.put_grant(who, project, user, assignment),
            ProjectCommand::RemoveGrant { project, user } => self.remove_grant(who, project, user),
        }
    }

    /// A project that this member or service knows: they hold something in it, or may create projects and so see all.
    pub(crate) fn known_project(
        &self,
        who: User,
        number: ProjectNumber,
    ) -> Result<&Project, Denial> {
        let held = self.active(who)?;
        let known = self.held_in(who, number) != 0
            || within(CREATE_PROJECTS, held)
            || self.broken(Fault::HiddenProjectsShow);
        self.project(number)
            .filter(|_| known)
            .ok_or(Denial::code("not_found"))
    }

    /// A new project. The member who creates it gets the policy's role for that in it.
    fn create_project(&mut self, who: User, name: u8, external: Option<u8>) -> Outcome {
        self.permitted(who, CREATE_PROJECTS)?;
        if self.project_count() >= MOST_PROJECTS && !self.broken(Fault::NoProjectLimit) {
            return Err(Denial::code("project_limit"));
        }
        let mut projects = self.projects.iter().filter(|project| !project.gone);
        let taken = external.is_some() && projects.any(|project| project.external == external);
        if taken && !self.broken(Fault::ExternalIdTwice) {
            return Err(Denial::code("conflict"));
        }
        let grant = self.creators_grant(who)?;
        let number = self.projects.len();
        self.projects.push(Project {
            name,
            external,
            archived: false,
            created: self.now,
            gone: false,
        });
        self.advance();
        self.write(Some(who), "hallpass.project.create", None);
        if let Some(grant) = grant {
            self.grants.insert((number, who), grant);
            self.write(Some(who), "hallpass.grant.put", None);
        }
        Ok(Reply::Project(number))
    }

    /// The grant of a project's creator: none for a service. A member who has the most grants gets none, if they hold all of it everywhere.
    fn creators_grant(&self, who: User) -> Result<Option<Assignment>, Denial> {
        if self.service(who).is_some() {
            return Ok(None);
        }
        let grant = self.policy().project_owner_role.map(Assignment::Role);
        let full = self.grant_count(who) >= MOST_GRANTS && !self.broken(Fault::NoGrantLimit);
        let Some(wanted) = grant.filter(|_| full) else {
            return Ok(grant);
        };
        if within(self.policy().gives(wanted, Scope::Project), self.held(who)) {
            Ok(None)
        } else {
            Err(Denial::code("project_limit"))
        }
    }

    /// Renames, archives or restores a project.
    fn change_project(
        &mut self,
        who: User,
        number: ProjectNumber,
        name: Option<u8>,
        archived: Option<bool>,
    ) -> Outcome {
        let before = self.known_project(who, number)?.clone();
        if !within(MANAGE_PROJECT, self.held_in(who, number)) {
            return Err(Denial::code("forbidden"));
        }
        let renamed = name.is_some_and(|name| name != before.name);
        let moved = archived.filter(|archived| *archived != before.archived);
        if let Some(project) = self.projects.get_mut(number) {
            project.name = name.unwrap_or(before.name);
            project.archived = archived.unwrap_or(before.archived);
        }
        if (renamed || moved.is_some()) && !self.broken(Fault::ArchiveEpochStands) {
            self.advance();
        }
        if renamed {
            self.write(Some(who), "hallpass.project.update", None);
        }
        match moved {
            Some(true) => self.write(Some(who), "hallpass.project.archive", None),
            Some(false) => self.write(Some(who), "hallpass.project.restore", None),
            None => {}
        }
        Ok(Reply::Project(number))
    }

    /// A project whose grants this member may change: with `project:manage` there, or with `members:manage`.
    fn granting_project(&self, who: User, number: ProjectNumber) -> Result<&Project, Denial> {
        let held = self.active(who)?;
        if within(MANAGE, held) {
            return self.project(number).ok_or(Denial::code("not_found"));
        }
        let project = self.known_project(who, number)?;
        if within(MANAGE_PROJECT, self.held_in(who, number)) {
            Ok(project)
        } else {
            Err(Denial::code("forbidden"))
        }
    }

    /// Gives a member a role or list in a project (rule 5, within that project).
    fn put_grant(
        &mut self,
        who: User,
        number: ProjectNumber,
        user: User,
        assignment: Assignment,
    ) -> Outcome {
        let archived = self.granting_project(who, number)?.archived;
        if archived && !self.broken(Fault::ArchivedTakesGrants) {
            return Err(Denial::code("project_archived"));
        }
        if !self.acceptable(assignment, Scope::Project) {
            return Err(Denial::code("invalid_request"));
        }
        if !self.members.contains_key(&user) {
            return Err(Denial::code("not_found"));
        }
        let held = self.held_in(who, number);
        let above = user != who && !within(self.row_in(user, number), held);
        if above && !self.broken(Fault::RegrantsAbove) {
            return Err(Denial::code("forbidden"));
        }
        let given = self.policy().gives(assignment, Scope::Project);
        if !within(given, held) && !self.broken(Fault::GrantsAboveOwn) {
            return Err(Denial::code("role_exceeds_grantor"));
        }
        let before = self.grants.get(&(number, user)).copied();
        let full = self.grant_count(user) >= MOST_GRANTS && !self.broken(Fault::NoGrantLimit);
        if before.is_none() && full {
            return Err(Denial::code("project_limit"));
        }
        if before != Some(assignment) {
            self.grants.insert((number, user), assignment);
            self.grant_changed(number, user);
            self.write(Some(who), "hallpass.grant.put", None);
        }
        Ok(Reply::Grant {
            project: number,
            user,
        })
    }

    /// Takes a member's grant away. Everybody may give up their own.
    fn remove_grant(&mut self, who: User, number: ProjectNumber, user: User) -> Outcome {
        let own = who == user;
        if own {
            self.account_of(who)?;
        } else {
            self.granting_project(who, number)?;
        }
        if self.project(number).is_none() || !self.grants.contains_key(&(number, user)) {
            return Err(Denial::code("not_found"));
        }
        let above = !within(self.row_in(user, number), self.held_in(who, number));
        if !own && above && !self.broken(Fault::RegrantsAbove) {
            return Err(Denial::code("forbidden"));
        }
        self.grants.remove(&(number, user));
        self.grant_changed(number, user);
        self.write(Some(who), "hallpass.grant.remove", None);
        Ok(Reply::Grant {
            project: number,
            user,
        })
    }

    /// Starts an epoch in which this member changed, and revokes their invites that grant more in the project than they hold
    /// there now.
    fn grant_changed(&mut self, number: ProjectNumber, user: User) {
        if !self.broken(Fault::GrantEpochStands) {
            self.change_member_epoch(user);
        }
        if !self.broken(Fault::GrantKeepsInvites) {
            self.revoke_beyond_grant(number, user);
        }
    }

    /// Revokes a member's invites that grant more in the project than they hold there now.
    pub(super) fn revoke_beyond_grant(&mut self, number: ProjectNumber, user: User) {
        let held = self.held_in(user, number);
        let mut beyond = self.pending();
        beyond.retain(|invite| {
            let invite = self.invites.get(*invite).filter(|it| it.grantor == user);
            let mut grants = invite.iter().flat_map(|invite| &invite.offer.projects);
            grants.any(|grant| {
                let gives = self.policy().gives(grant.assignment, Scope::Project);
                grant.project == number && !within(gives, held)
            })
        });
        self.revoke_all(beyond);
    }
}
