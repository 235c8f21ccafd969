//! What is stored about a user who is erased.

use alloc::vec::Vec;

use super::Memory;
use crate::account::{Invite, State};
use crate::link::MailboxName;
use crate::{Name, UserId};

impl Memory {
    pub(super) fn erasable_invites(
        &self,
        mailboxes: &[MailboxName],
        decided_by: Option<&UserId>,
    ) -> Vec<Invite> {
        let is_wanted = |invite: &&Invite| {
            let decided = match &invite.state {
                State::Accepted(user) | State::Declined(user) => Some(user),
                State::Pending | State::Revoked => None,
            };
            let is_theirs = !invite.is_link() && decided.is_some() && decided == decided_by;
            is_theirs
                || invite
                    .mailbox
                    .is_some_and(|mailbox| mailboxes.contains(&mailbox))
        };
        self.invites.values().filter(is_wanted).cloned().collect()
    }

    pub(super) fn has_name_of(&self, user: &UserId) -> bool {
        let theirs = |invite: &&Invite| invite.inviter.user == *user;
        let is_named =
            |invite: &Invite| invite.note.is_some() || invite.inviter.name != Name::former_member();
        self.invites.values().filter(theirs).any(is_named)
            || self
                .replaced_owners
                .iter()
                .any(|person| person.user == *user)
    }

    pub(super) fn forget_name(&mut self, user: &UserId) {
        let invites = self.invites.values_mut();
        for invite in invites.filter(|invite| invite.inviter.user == *user) {
            invite.inviter.name = Name::former_member();
            invite.note = None;
        }
        self.records.retain(|(actor, _), _| actor != user.as_str());
        self.replaced_owners.retain(|person| person.user != *user);
    }

    pub(super) fn erase_account(&mut self) {
        *self = Self {
            presence: self.presence.clone(),
            events: core::mem::take(&mut self.events),
            announced: core::mem::take(&mut self.announced),
            ..Self::default()
        };
    }
}
