//! Giving a member a role or a list of permissions in a project.

use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::join::INVITES_REVOKED;
use super::project_assignment::grant_of;
use super::project_grants::insert_before;
use super::{ProjectStatus, Store};
use crate::audit::{Details, cascade};
use crate::{ProjectId, Refusal, RoleAssignment, UserId, limits};

impl<S: Store> CommandContext<'_, S> {
    /// The caller holds in the project what they grant, and what the member has there so far.
    pub(super) fn put_grant(
        &mut self,
        project: &ProjectId,
        user: &UserId,
        assignment: &RoleAssignment,
    ) -> CommandResult<Done, S> {
        let access = self.require_grant_manager(project)?;
        if access.project.status == ProjectStatus::Archived {
            return Err(Refusal::ProjectArchived.into());
        }
        let grant = grant_of(self.policy(), *project, assignment).map_err(|error| {
            Refusal::InvalidRequest {
                errors: alloc::vec![error],
            }
        })?;
        let member = self.find_member(user)?;
        let before = self.load(|store| store.grant(user, project))?;
        self.check_may_manage_in_project(&access, &member, before.as_ref())?;
        if !grant
            .permissions_under(self.policy())
            .is_subset_of(access.permissions)
        {
            return Err(Refusal::RoleExceedsGrantor.into());
        }
        let done = Done::Grant {
            project: *project,
            user: user.clone(),
        };
        let mut details = Details::new();
        match before {
            Some(before) if before == grant => return Ok(done),
            Some(before) => {
                insert_before(&mut details, &before);
            }
            None => self.check_grant_limit(user)?,
        }
        let revoked = self.revoke_invites_beyond_grant(&member, *project, Some(&grant))?;
        cascade(&mut details, INVITES_REVOKED, &revoked);
        self.make_tokens_stale(member);
        self.put_grant_of(user, grant, details);
        Ok(done)
    }

    fn check_grant_limit(&self, user: &UserId) -> CommandResult<(), S> {
        if self.load(|store| store.grant_count(user))? < limits::GRANTS_PER_MEMBER {
            Ok(())
        } else {
            Err(Refusal::ProjectLimit.into())
        }
    }
}
