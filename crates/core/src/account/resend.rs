//! Vouching for an invite again.

use alloc::string::ToString;

use super::command::{Done, Link};
use super::work::{Step, Work};
use super::{Invite, Store, UserRef};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{InviteId, Refusal, limits, required};

impl<S: Store> Work<'_, S> {
    /// The caller becomes the grantor. `Link::Rotate` closes the old links.
    pub(super) fn resend(
        &mut self,
        id: &InviteId,
        link: Link,
        expires_in: Option<u64>,
    ) -> Step<Done, S> {
        let caller = self.person()?;
        let mut invite = self.may_copy_link(id)?;
        let expires_at = self.end_after(expires_in)?;
        if let Some(wait) = self.seconds_to_wait(&invite) {
            return Err(Refusal::RateLimited { retry_after: wait }.into());
        }
        self.within(Action::InviteResend, self.context.budgets.resends)?;
        if link == Link::Rotate {
            if invite.generation >= limits::GENERATIONS {
                return Err(Refusal::Conflict.into());
            }
            invite.generation = invite.generation.saturating_add(1);
        }
        invite.expires_at = expires_at.or(invite.expires_at);
        invite.resent_at = Some(self.context.now);
        invite.inviter = UserRef {
            user: caller.user.clone(),
            name: caller.name.clone(),
        };
        let mut details = Details::new();
        details.insert("role".into(), Detail::Text(invite.role.to_string()));
        details.insert(
            "generation".into(),
            Detail::Number(invite.generation.into()),
        );
        self.put_invite(invite);
        self.audit(
            Action::InviteResend,
            Resource::new(ResourceType::Invite, id),
            details,
        );
        Ok(Done::Invite { invite: *id })
    }

    /// An invite whose link the caller may show: pending, and within what they hold.
    pub(super) fn may_copy_link(&self, id: &InviteId) -> Step<Invite, S> {
        self.person()?;
        let standing = self.require(required::MEMBERS_INVITE)?;
        let invite = self.known_invite(id)?;
        if let Some(why) = invite.status(self.context.now).why() {
            return Err(Refusal::InviteClosed { why: Some(why) }.into());
        }
        let Some(role) = self.policy().role(&invite.role) else {
            return Err(Refusal::RoleExceedsGrantor.into());
        };
        self.may_grant(&standing, role)?;
        Ok(invite)
    }

    /// Seconds until the invite may be resent again, if it was less than a minute ago.
    fn seconds_to_wait(&self, invite: &Invite) -> Option<u32> {
        let free_at = invite.resent_at?.plus_seconds(limits::RESEND_SECONDS);
        let left = free_at
            .milliseconds()
            .saturating_sub(self.context.now.milliseconds());
        // Rounded up: whoever waits as long as told gets through.
        u32::try_from(left.saturating_add(999).div_euclid(1000))
            .ok()
            .filter(|&seconds| seconds > 0)
    }
}
