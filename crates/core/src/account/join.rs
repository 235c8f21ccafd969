//! Becoming a member: the same for everybody who does, in whatever way.

use alloc::string::ToString;
use alloc::vec::Vec;

use super::command_context::{CommandContext, CommandResult};
use super::{Change, Member, Store};
use crate::InviteId;
use crate::audit::{Action, Actor, Detail, Details, Outcome, Resource, ResourceType, cascade};

/// The detail of an event that lists the invites which its command revoked.
pub(super) const INVITES_REVOKED: &str = "invitesRevoked";

impl<S: Store> CommandContext<'_, S> {
    /// Adds a member. `revoked` are their other invites; `details` are those of the event.
    pub(super) fn join(&mut self, member: Member, revoked: &[InviteId], mut details: Details) {
        let resource = Resource::new(ResourceType::Member, &member.user);
        cascade(&mut details, INVITES_REVOKED, revoked);
        // Grants of an earlier membership never count in a new one.
        self.changes.push(Change::DropGrantsOf(member.user.clone()));
        self.add_member(member);
        self.audit(Action::MemberJoin, resource, details);
    }

    /// Revokes the pending invites to a member's address, except the one that they accept: they have no use any more, and
    /// their roles are not applied. The system does it, with an event for each.
    pub(super) fn revoke_invites_to(
        &mut self,
        member: &Member,
        accepted: Option<&InviteId>,
    ) -> CommandResult<Vec<InviteId>, S> {
        let Some(address) = &member.address else {
            return Ok(Vec::new());
        };
        let mut invites = self.load(|store| store.pending_to(address, self.context.now))?;
        invites.retain(|invite| Some(&invite.id) != accepted);
        let revoked = self.revoke_invites(invites);
        for id in &revoked {
            let mut details = Details::new();
            details.insert("member".into(), Detail::Text(member.user.to_string()));
            self.append_event(
                Actor::System,
                Action::InviteRevoke.into(),
                Resource::new(ResourceType::Invite, id),
                Outcome::Done,
                details,
            );
        }
        Ok(revoked)
    }
}
