//! Changing a member: their role, the end of their membership, and whether they are suspended.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command_context::{CallerAccess, CommandContext, CommandResult};
use super::done::Done;
use super::grant::{Assigned, insert_assignment};
use super::join::INVITES_REVOKED;
use super::member_update::{FieldChange, MemberUpdate};
use super::{Member, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::{Refusal, UserId, required};

impl<S: Store> CommandContext<'_, S> {
    pub(super) fn update_member(
        &mut self,
        user: &UserId,
        update: &MemberUpdate,
    ) -> CommandResult<Done, S> {
        let access = self.require_permission(required::MEMBERS_MANAGE)?;
        let assigned = update.assignment.as_ref();
        let assigned = assigned.map(|given| self.assigned(given)).transpose()?;
        let member = self.find_member(user)?;
        if member.user == self.account.owner {
            return Err(Refusal::OwnerProtected.into());
        }
        let is_self = self.context.caller.user() == Some(user);
        if is_self && (update.suspended.is_some() || !update.expires_at.is_keep()) {
            return Err(Refusal::FORBIDDEN.into());
        }
        self.change_member(
            &access,
            member,
            assigned,
            update.expires_at,
            update.suspended,
        )
    }

    /// Gives a member a role or list of permissions, and an end, if the caller may grant it.
    pub(super) fn assign(
        &mut self,
        access: &CallerAccess,
        member: Member,
        assigned: Assigned,
        expires_at: FieldChange<crate::Timestamp>,
    ) -> CommandResult<Done, S> {
        if member.user == self.account.owner {
            return Err(Refusal::OwnerProtected.into());
        }
        self.change_member(access, member, Some(assigned), expires_at, None)
    }

    /// Changes all of it in one epoch, with an event for each part that changed.
    ///
    /// The caller must hold what the member's row carries, and so what they would hold once they are restored.
    fn change_member(
        &mut self,
        access: &CallerAccess,
        mut member: Member,
        assigned: Option<Assigned>,
        expires_at: FieldChange<crate::Timestamp>,
        suspended: Option<bool>,
    ) -> CommandResult<Done, S> {
        self.check_may_manage(access, &member)?;
        if let Some(assigned) = &assigned {
            self.check_may_grant(access, assigned.permissions)?;
        }
        let user = member.user.clone();
        let before = member.clone();
        let mut events: Vec<(Action, Details)> = Vec::new();
        if let Some(assigned) =
            assigned.filter(|new| !new.assignment.is_same_as(&member.assignment))
        {
            let mut details = Details::new();
            insert_assignment(&mut details, "role", "permissions", &assigned.assignment);
            insert_assignment(
                &mut details,
                "roleBefore",
                "permissionsBefore",
                &member.assignment,
            );
            member.assignment = assigned.assignment;
            events.push((Action::MemberRole, details));
        }
        let end = expires_at.apply(member.expires_at);
        if end != member.expires_at {
            let mut details = Details::new();
            if let Some(end) = end {
                details.insert("expiresAt".into(), Detail::Text(end.to_string()));
            }
            member.expires_at = end;
            events.push((Action::MemberEnd, details));
        }
        if let Some(suspended) = suspended.filter(|suspended| *suspended != member.suspended) {
            member.suspended = suspended;
            let action = if suspended {
                Action::MemberSuspend
            } else {
                Action::MemberRestore
            };
            events.push((action, Details::new()));
        }
        let Some((_, first)) = events.first_mut() else {
            return Ok(Done::Member { user });
        };
        self.bump_epoch();
        member.changed_epoch = self.account.epoch;
        let held = self
            .account
            .permissions_of(&member, self.policy(), self.context.now);
        let revoked = self.revoke_invites_beyond(&user, held)?;
        cascade(first, INVITES_REVOKED, &revoked);
        self.announce_transfer_of(&user);
        self.put_member(member.clone());
        for (action, details) in events {
            self.audit(action, Resource::new(ResourceType::Member, &user), details);
        }
        self.end_transfer_of_inactive(&before, &member);
        Ok(Done::Member { user })
    }
}
