//! Removing a member's grant in a project.

use alloc::string::ToString;

use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::join::INVITES_REVOKED;
use super::project_grants::insert_before;
use super::{Change, Grant, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::{ProjectId, Refusal, UserId};

impl<S: Store> CommandContext<'_, S> {
    /// Members may give up their own grant. Another member's requires what [`CommandContext::put_grant`] does, except that
    /// the project may be archived.
    pub(super) fn remove_grant(
        &mut self,
        project: &ProjectId,
        user: &UserId,
    ) -> CommandResult<Done, S> {
        let is_own = self.context.caller.user() == Some(user);
        let grant = if is_own {
            self.caller_access()?;
            self.find_grant(user, project)?
        } else {
            let access = self.require_grant_manager(project)?;
            let member = self.find_member(user)?;
            let grant = self.find_grant(user, project)?;
            self.check_may_manage_in_project(&access, &member, Some(&grant))?;
            grant
        };
        let member = self.find_member(user)?;
        let revoked = self.revoke_invites_beyond_grant(&member, *project, None)?;
        self.make_tokens_stale(member);
        self.changes.push(Change::DropGrant {
            user: user.clone(),
            project: *project,
        });
        let mut details = Details::new();
        details.insert("project".into(), Detail::Text(project.to_string()));
        insert_before(&mut details, &grant);
        cascade(&mut details, INVITES_REVOKED, &revoked);
        let resource = Resource::new(ResourceType::Member, user);
        self.audit(Action::GrantRemove, resource, details);
        Ok(Done::Grant {
            project: *project,
            user: user.clone(),
        })
    }

    fn find_grant(&self, user: &UserId, project: &ProjectId) -> CommandResult<Grant, S> {
        if !self.policy().has_projects() {
            return Err(Refusal::NotFound.into());
        }
        let grant = self.load(|store| store.grant(user, project))?;
        Ok(grant.ok_or(Refusal::NotFound)?)
    }
}
