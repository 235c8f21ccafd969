//! Which rule each command runs, and what the audit log calls it.

use super::command::{Command, Context, Run};
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::lifecycle::opening;
use super::{ProjectStatus, Store};
use crate::audit::{Action, Resource, ResourceType, Word};
use crate::{Refusal, required};

impl Command {
    /// Whether the command changes anything, or only plans.
    #[must_use]
    pub const fn run(&self) -> Run {
        match self {
            Self::Convert { run, .. } | Self::Revert { run, .. } => *run,
            Self::Open { .. }
            | Self::Update { .. }
            | Self::Attend
            | Self::Enrol { .. }
            | Self::Note { .. }
            | Self::UpdateMember { .. }
            | Self::Remove { .. }
            | Self::CreateProject { .. }
            | Self::UpdateProject { .. }
            | Self::PutGrant { .. }
            | Self::RemoveGrant { .. }
            | Self::Invite { .. }
            | Self::UpdateInvite { .. }
            | Self::Resend { .. }
            | Self::Revoke { .. }
            | Self::Accept { .. }
            | Self::Decline { .. }
            | Self::Transfer { .. }
            | Self::AcceptTransfer
            | Self::DeclineTransfer
            | Self::WithdrawTransfer
            | Self::OpenReview
            | Self::DecideReview { .. }
            | Self::CloseReview { .. } => Run::Real,
        }
    }

    /// Whether the invite's own row recognises a repeat, without an idempotency key and without a time limit.
    pub(super) const fn is_keyed_by_its_invite(&self) -> bool {
        matches!(self, Self::Accept { .. } | Self::Decline { .. })
    }

    /// The action and resource in the audit log; `None` for a command that is not audited.
    pub(super) fn audited_as(&self, context: &Context<'_>) -> Option<(Word, Resource)> {
        let account = || Resource::new(ResourceType::Account, &context.account);
        let member = |user| Resource::new(ResourceType::Member, user);
        let invite = |id| Resource::new(ResourceType::Invite, id);
        let review = |id| Resource::new(ResourceType::Review, id);
        let (action, resource) = match self {
            Self::Attend => return None,
            // Not even a refusal may look like an action of Hallpass's own that a host wrote.
            Self::Note { action, .. } if action.is_reserved() => return None,
            Self::Note {
                action,
                resource_type,
                resource_id,
                ..
            } => {
                let kind = resource_type.clone();
                let id = resource_id.clone();
                return Some((action.clone(), Resource { kind, id }));
            }
            Self::Open { .. } => (Action::AccountCreate, account()),
            Self::Update { .. } => (Action::AccountUpdate, account()),
            Self::Convert { .. } => (Action::AccountConvert, account()),
            Self::Revert { .. } => (Action::AccountRevert, account()),
            Self::Enrol { person, .. } => (Action::MemberJoin, member(&person.user)),
            Self::UpdateMember { user, update } => (update.main_action(), member(user)),
            Self::Remove { user } if context.caller.user() == Some(user) => {
                (Action::MemberLeave, member(user))
            }
            Self::Remove { user } => (Action::MemberRemove, member(user)),
            Self::CreateProject { .. } => (Action::ProjectCreate, account()),
            Self::UpdateProject {
                project: id,
                status,
                ..
            } => {
                let action = match status {
                    None => Action::ProjectUpdate,
                    Some(ProjectStatus::Archived) => Action::ProjectArchive,
                    Some(ProjectStatus::Active) => Action::ProjectRestore,
                };
                (action, Resource::new(ResourceType::Project, id))
            }
            Self::PutGrant { user, .. } => (Action::GrantPut, member(user)),
            Self::RemoveGrant { user, .. } => (Action::GrantRemove, member(user)),
            Self::Invite { .. } => (Action::InviteCreate, account()),
            Self::UpdateInvite { invite: id, .. } => (Action::InviteUpdate, invite(id)),
            Self::Resend { invite: id, .. } => (Action::InviteResend, invite(id)),
            Self::Revoke { invite: id } => (Action::InviteRevoke, invite(id)),
            Self::Accept { invite: id, .. } => (Action::InviteAccept, invite(id)),
            Self::Decline { invite: id, .. } => (Action::InviteDecline, invite(id)),
            Self::Transfer { user, .. } => (Action::TransferOffer, member(user)),
            Self::AcceptTransfer => (Action::TransferAccept, account()),
            Self::DeclineTransfer => (Action::TransferDecline, account()),
            Self::WithdrawTransfer => (Action::TransferWithdraw, account()),
            Self::OpenReview => (Action::ReviewOpen, account()),
            Self::DecideReview { review: id, .. } => (Action::ReviewDecide, review(id)),
            Self::CloseReview { review: id } => (Action::ReviewClose, review(id)),
        };
        Some((action.into(), resource))
    }
}

impl<S: Store> CommandContext<'_, S> {
    /// Runs the rule of a command.
    pub(super) fn decide(&mut self, command: &Command) -> CommandResult<Done, S> {
        match command {
            Command::Open {
                kind, on_behalf, ..
            } => self.open_again(*kind, on_behalf.as_ref()),
            Command::Enrol {
                person,
                assignment,
                projects,
                expires_at,
            } => self.enrol(person, assignment, projects, *expires_at),
            Command::Note { .. } => self.note(command),
            Command::Update {
                name,
                spend_limit_cents_per_hour,
            } => self.update(name.as_ref(), *spend_limit_cents_per_hour),
            Command::Attend => self.attend(),
            Command::Convert { name, run } => self.convert(name.as_ref(), *run),
            Command::Revert { confirm_name, run } => self.revert(confirm_name.as_deref(), *run),
            Command::UpdateMember { user, update } => self.update_member(user, update),
            Command::Remove { user } => self.remove(user),
            Command::CreateProject { name, external_id } => {
                self.create_project(name, external_id.as_deref())
            }
            Command::UpdateProject {
                project,
                name,
                status,
            } => self.update_project(project, name.as_ref(), *status),
            Command::PutGrant {
                project,
                user,
                assignment,
            } => self.put_grant(project, user, assignment),
            Command::RemoveGrant { project, user } => self.remove_grant(project, user),
            Command::Invite { .. } => self.invite(command),
            Command::UpdateInvite { invite, update } => self.update_invite(invite, update),
            Command::Resend {
                invite,
                link,
                expires_in,
                mail,
            } => self.resend(invite, *link, *expires_in, mail),
            Command::Revoke { invite } => self.revoke(invite),
            Command::Accept { invite, proof } => self.accept(invite, proof),
            Command::Decline { invite, proof } => self.decline(invite, proof),
            Command::Transfer { user, confirm_name } => {
                self.transfer(user, confirm_name.as_deref())
            }
            Command::AcceptTransfer => self.accept_transfer(),
            Command::DeclineTransfer => self.decline_transfer(),
            Command::WithdrawTransfer => self.withdraw_transfer(),
            Command::OpenReview => self.open_review(),
            Command::DecideReview {
                review,
                user,
                decision,
            } => self.decide_review(review, user, *decision),
            Command::CloseReview { review } => self.close_review(review),
        }
    }

    /// Refuses the recorded outcome of a command to a caller who may not have it *now*.
    pub(super) fn check_replay(&self, command: &Command, done: &Done) -> CommandResult<(), S> {
        match command {
            Command::Open {
                kind, on_behalf, ..
            } => {
                let (owner, _) = opening(self.context, *kind, on_behalf.as_ref())?;
                let same = owner.user == self.account.owner;
                Ok(same.then_some(()).ok_or(Refusal::Conflict)?)
            }
            Command::Enrol { .. } => self.require_service(required::MEMBERS_MANAGE).map(drop),
            Command::Note { .. } => self.require_service(required::TEAM_ACCESS).map(drop),
            Command::Update { .. } => self.require_permission(required::TEAM_MANAGE).map(drop),
            Command::Attend => self.require_permission(required::TEAM_ACCESS).map(drop),
            Command::Convert { .. } | Command::Revert { .. } => self.require_owner().map(drop),
            Command::Transfer { .. } | Command::WithdrawTransfer => self.require_transferor(),
            Command::AcceptTransfer | Command::DeclineTransfer => {
                self.require_user()?;
                self.require_permission(required::TEAM_ACCESS).map(drop)
            }
            // A member who left has no access left to check, and learns nothing.
            Command::Remove { user } if self.context.caller.user() == Some(user) => Ok(()),
            Command::UpdateMember { .. }
            | Command::Remove { .. }
            | Command::OpenReview
            | Command::DecideReview { .. }
            | Command::CloseReview { .. } => {
                self.require_permission(required::MEMBERS_MANAGE).map(drop)
            }
            Command::CreateProject { .. } => self.require_project_creator().map(drop),
            Command::UpdateProject { project, .. } => {
                self.require_project_manager(project).map(drop)
            }
            Command::RemoveGrant { user, .. } if self.context.caller.user() == Some(user) => Ok(()),
            Command::PutGrant { project, .. } | Command::RemoveGrant { project, .. } => {
                self.require_grant_manager(project).map(drop)
            }
            Command::Invite { .. } | Command::Resend { .. } => match done {
                Done::Invite { invite } => self.invite_with_link(invite).map(drop),
                Done::Account
                | Done::Closed
                | Done::Attended
                | Done::Member { .. }
                | Done::Noted { .. }
                | Done::Removed { .. }
                | Done::Project { .. }
                | Done::Grant { .. }
                | Done::Accepted { .. }
                | Done::Review { .. }
                | Done::Planned(_) => self.require_permission(required::MEMBERS_INVITE).map(drop),
            },
            Command::UpdateInvite { .. } | Command::Revoke { .. } => {
                self.require_permission(required::MEMBERS_INVITE).map(drop)
            }
            // Recognised by the invite's row, so never recorded.
            Command::Accept { .. } | Command::Decline { .. } => Err(Refusal::Conflict.into()),
        }
    }
}
