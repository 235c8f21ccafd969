//! Resending an invite.

use super::command::Link;
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::grant::insert_assignment;
use super::{Invite, Store, UserRef};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::mail::MailRequest;
use crate::{InviteId, Refusal, limits, required};

impl<S: Store> CommandContext<'_, S> {
    /// The caller becomes the grantor. [`Link::Rotate`] closes the old links.
    pub(super) fn resend(
        &mut self,
        id: &InviteId,
        link: Link,
        expires_in: Option<u64>,
        mail: &MailRequest,
    ) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let mut invite = self.invite_with_link(id)?;
        let expires_at = self.expiry_after(expires_in)?;
        let is_mailed = self.is_mailed(mail, invite.address.as_ref())?;
        if let Some(wait) = self.resend_wait_seconds(&invite) {
            return Err(Refusal::RateLimited { retry_after: wait }.into());
        }
        self.check_budget(Action::InviteResend, self.context.budgets.resends)?;
        if link == Link::Rotate {
            let next = invite.generation.saturating_add(1);
            invite.generation = self.link_generation(*id, next)?;
        }
        invite.expires_at = expires_at.or(invite.expires_at);
        invite.resent_at = Some(self.context.now);
        invite.inviter = UserRef {
            user: caller.user.clone(),
            name: caller.name.clone(),
        };
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &invite.assignment);
        details.insert(
            "generation".into(),
            Detail::Number(invite.generation.into()),
        );
        self.put_invite(invite);
        if is_mailed {
            self.queue_mail(*id, mail.locale.clone())?;
        }
        self.audit(
            Action::InviteResend,
            Resource::new(ResourceType::Invite, id),
            details,
        );
        Ok(Done::Invite { invite: *id })
    }

    /// A pending invite that the caller could create today, and whose link they may therefore copy.
    pub(super) fn invite_with_link(&self, id: &InviteId) -> CommandResult<Invite, S> {
        let caller = self.require_user()?;
        let access = self.require_permission(required::MEMBERS_INVITE)?;
        let invite = self.find_invite(id)?;
        if let Some(why) = invite.status(self.context.now).why() {
            return Err(Refusal::InviteClosed { why: Some(why) }.into());
        }
        if !self.may_grant_invite(&caller.user, access.permissions, &invite)? {
            return Err(Refusal::RoleExceedsGrantor.into());
        }
        Ok(invite)
    }

    /// Seconds until the invite may be resent again; `None` when it may be now.
    fn resend_wait_seconds(&self, invite: &Invite) -> Option<u32> {
        let free_at = invite.resent_at?.plus_seconds(limits::RESEND_SECONDS);
        let left = free_at
            .milliseconds()
            .saturating_sub(self.context.now.milliseconds());
        // Rounded up, so that a caller who waits this long is not refused again.
        u32::try_from(left.saturating_add(999).div_euclid(1000))
            .ok()
            .filter(|&seconds| seconds > 0)
    }
}
