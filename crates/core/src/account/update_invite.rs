//! Editing a pending invite.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::grant::insert_assignment;
use super::invite::check_lifetime;
use super::invite_update::InviteUpdate;
use super::link_limits::{
    DOMAINS, MAX_USES, check_only_for_links, checked_domains, checked_max_uses, insert_limits,
};
use super::member_update::FieldChange;
use super::project_grants::insert_projects;
use super::{Invite, State, Store, UserRef};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{InviteId, Refusal, required};

impl<S: Store> CommandContext<'_, S> {
    /// The caller becomes the grantor, so they must hold all that the invite carries afterwards. Its links stay valid.
    pub(super) fn update_invite(
        &mut self,
        id: &InviteId,
        update: &InviteUpdate,
    ) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let access = self.require_permission(required::MEMBERS_INVITE)?;
        let before = self.find_invite(id)?;
        if let Some(why) = before.status(self.context.now).why() {
            return Err(Refusal::InviteClosed { why: Some(why) }.into());
        }
        if !before.is_link() {
            check_only_for_links(update.max_uses.is_some(), update.domains.is_some())?;
        }
        let mut invite = self.edited(before.clone(), update)?;
        let granted = invite.assignment.permissions_under(self.policy());
        if invite.address.is_none() && !self.policy().fits_link_invite(granted) {
            return Err(Refusal::FORBIDDEN.into());
        }
        if let Some(given) = &update.projects {
            invite.projects = self.invited_grants(&access, given, invite.address.as_ref())?;
        }
        if !self.may_grant_invite(&caller.user, access.permissions, &invite)? {
            return Err(Refusal::RoleExceedsGrantor.into());
        }
        let fields = changed_fields(&before, &invite);
        if fields.is_empty() {
            return Ok(Done::Invite { invite: *id });
        }
        invite.inviter = UserRef {
            user: caller.user.clone(),
            name: caller.name.clone(),
        };
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &invite.assignment);
        if !invite.assignment.is_same_as(&before.assignment) {
            insert_assignment(
                &mut details,
                "roleBefore",
                "permissionsBefore",
                &before.assignment,
            );
        }
        insert_projects(&mut details, &invite.projects);
        insert_limits(&mut details, &invite);
        details.insert("fields".into(), Detail::List(fields));
        if invite.uses >= invite.max_uses {
            self.close_as_used(&mut invite)?;
        }
        self.put_invite(invite);
        self.audit(
            Action::InviteUpdate,
            Resource::new(ResourceType::Invite, id),
            details,
        );
        Ok(Done::Invite { invite: *id })
    }

    /// The invite after an update.
    fn edited(&self, mut invite: Invite, update: &InviteUpdate) -> Result<Invite, Refusal> {
        if let Some(given) = &update.assignment {
            invite.assignment = self.assigned(given)?.assignment;
        }
        invite.note = update.note.clone().apply(invite.note);
        invite.expires_at = match update.expires_in {
            FieldChange::Keep => invite.expires_at,
            FieldChange::Clear => None,
            FieldChange::Set(seconds) => self.expiry_after(Some(seconds))?,
        };
        if let FieldChange::Set(seconds) = update.membership_expires_in {
            check_lifetime("membershipExpiresIn", seconds)?;
        }
        invite.membership_expires_in = update
            .membership_expires_in
            .apply(invite.membership_expires_in);
        if let Some(requested) = update.max_uses {
            invite.max_uses = checked_max_uses(requested, invite.uses)?;
        }
        if let Some(requested) = &update.domains {
            invite.domains = checked_domains(requested)?;
        }
        Ok(invite)
    }

    /// Decides a link invite that as many users have accepted as it now allows: the last of them accepted it.
    fn close_as_used(&self, invite: &mut Invite) -> CommandResult<(), S> {
        let last = self.load(|store| store.last_redemption(&invite.id))?;
        let last = last.ok_or(Refusal::Conflict)?;
        invite.state = State::Accepted(last.user);
        invite.decided_at = Some(self.context.now);
        Ok(())
    }
}

/// The JSON names of the fields that differ.
fn changed_fields(before: &Invite, after: &Invite) -> Vec<alloc::string::String> {
    let assignment = !after.assignment.is_same_as(&before.assignment);
    let ends = after.membership_expires_in != before.membership_expires_in;
    [
        ("role", assignment),
        ("projects", after.projects != before.projects),
        ("note", after.note != before.note),
        ("expiresAt", after.expires_at != before.expires_at),
        ("membershipExpiresIn", ends),
        (MAX_USES, after.max_uses != before.max_uses),
        (DOMAINS, after.domains != before.domains),
    ]
    .into_iter()
    .filter(|(_, differs)| *differs)
    .map(|(field, _)| field.to_string())
    .collect()
}
