//! What an invite or an enrolment grants in projects: checked when it is requested. An invite's are made grants when it is
//! accepted.

use alloc::vec::Vec;

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::project_assignment::grant_of;
use super::{Grant, ProjectStatus, Store, permissions_in_project};
use crate::{Address, FieldCode, ProjectId, Refusal, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// The grants that a request names, under today's names of their roles, if the caller may grant them in an invite to
    /// this address, or in a link invite.
    ///
    /// A project in which the caller holds nothing is not found, as an unknown one.
    pub(super) fn invited_grants(
        &self,
        access: &CallerAccess,
        given: &[Grant],
        address: Option<&Address>,
    ) -> CommandResult<Vec<Grant>, S> {
        let grants = self.named_grants(given)?;
        for grant in &grants {
            let granted = grant.permissions_under(self.policy());
            if address.is_none() && !self.policy().fits_link_invite(granted) {
                return Err(Refusal::FORBIDDEN.into());
            }
            self.check_may_grant_in_project(access, grant)?;
        }
        Ok(grants)
    }

    /// The grants that a service's request names for a member, if the service may give them.
    pub(super) fn enrolled_grants(
        &self,
        access: &CallerAccess,
        given: &[Grant],
    ) -> CommandResult<Vec<Grant>, S> {
        let grants = self.named_grants(given)?;
        for grant in &grants {
            self.check_may_grant_in_project(access, grant)?;
        }
        Ok(grants)
    }

    /// The grants that a request names, under today's names of their roles: each in another project.
    fn named_grants(&self, given: &[Grant]) -> Result<Vec<Grant>, Refusal> {
        let wrong = |code| Refusal::field("projects", code);
        if given.len() > limits::GRANTS_PER_INVITE {
            return Err(wrong(FieldCode::TooLong));
        }
        let mut grants: Vec<Grant> = Vec::with_capacity(given.len());
        for grant in given {
            if grants.iter().any(|other| other.project == grant.project) {
                return Err(wrong(FieldCode::Invalid));
            }
            let grant = grant_of(self.policy(), grant.project, &grant.assignment);
            grants.push(grant.map_err(|error| wrong(error.code))?);
        }
        Ok(grants)
    }

    fn check_may_grant_in_project(
        &self,
        access: &CallerAccess,
        grant: &Grant,
    ) -> CommandResult<(), S> {
        let policy = self.policy();
        let project = self.load(|store| store.project(&grant.project))?;
        let project = project.filter(|_| policy.has_projects());
        let project = project.ok_or(Refusal::NotFound)?;
        let own = match &access.member {
            Some(member) => self.load(|store| store.grant(&member.user, &project.id))?,
            None => None,
        };
        let held = permissions_in_project(policy, access.permissions, own.as_ref());
        if held.is_empty() && !policy.holds(access.permissions, required::PROJECTS_CREATE) {
            return Err(Refusal::NotFound.into());
        }
        if project.status == ProjectStatus::Archived {
            return Err(Refusal::ProjectArchived.into());
        }
        if grant.permissions_under(policy).is_subset_of(held) {
            Ok(())
        } else {
            Err(Refusal::RoleExceedsGrantor.into())
        }
    }

    /// What an accepted invite grants under today's policy, and the projects that it skips because they were archived
    /// meanwhile.
    pub(super) fn grants_to_make(
        &self,
        invited: &[Grant],
    ) -> CommandResult<(Vec<Grant>, Vec<ProjectId>), S> {
        let mut granted = Vec::new();
        let mut skipped = Vec::new();
        for grant in invited {
            let project = self.load(|store| store.project(&grant.project))?;
            match project.map(|project| project.status) {
                Some(ProjectStatus::Active) if self.policy().has_projects() => {
                    granted.push(grant.clone().under(self.policy()));
                }
                Some(ProjectStatus::Active | ProjectStatus::Archived) | None => {
                    skipped.push(grant.project);
                }
            }
        }
        Ok((granted, skipped))
    }
}
