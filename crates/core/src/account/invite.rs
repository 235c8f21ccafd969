//! Creating an invite.

use alloc::string::ToString;

use super::command::{Command, Done};
use super::work::{Step, Work};
use super::{Invite, Kind, State, Store, UserRef};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{Address, FieldCode, InviteId, Refusal, Timestamp, limits, required};

impl<S: Store> Work<'_, S> {
    pub(super) fn invite(&mut self, command: &Command) -> Step<Done, S> {
        let Command::Invite {
            address,
            mailbox,
            role,
            expires_in,
            note,
        } = command
        else {
            return Err(Refusal::Conflict.into());
        };
        // The grantor of an invite is a member, at accept as well: a service cannot be one.
        let caller = self.person()?;
        let standing = self.require(required::MEMBERS_INVITE)?;
        if self.account.kind == Kind::Personal {
            return Err(Refusal::NotATeam.into());
        }
        let role = self.role_named(role)?;
        let expires_at = self.end_after(*expires_in)?;
        if address.is_none() && !self.policy().fits_link_invite(role) {
            return Err(Refusal::Forbidden {
                missing: alloc::vec![],
            }
            .into());
        }
        self.may_grant(&standing, role)?;
        if let Some(address) = address {
            self.is_free(address)?;
        }
        if self.ask(|store| store.pending_count(self.context.now))? >= limits::PENDING_INVITES {
            return Err(Refusal::MemberLimit.into());
        }
        self.within(Action::InviteCreate, self.context.budgets.invites)?;
        let invite = Invite {
            id: self.fresh_invite_id(),
            address: address.clone(),
            mailbox: mailbox.filter(|_| address.is_some()),
            role: role.name.clone(),
            state: State::Pending,
            inviter: UserRef {
                user: caller.user.clone(),
                name: caller.name.clone(),
            },
            created_at: self.context.now,
            expires_at,
            decided_at: None,
            resent_at: None,
            note: note.clone(),
            generation: 0,
        };
        let id = invite.id;
        let mut details = Details::new();
        details.insert("role".into(), Detail::Text(role.name.to_string()));
        let kind = if address.is_some() {
            "targeted"
        } else {
            "link"
        };
        details.insert("kind".into(), Detail::Text(kind.into()));
        self.put_invite(invite);
        self.audit(
            Action::InviteCreate,
            Resource::new(ResourceType::Invite, &id),
            details,
        );
        Ok(Done::Invite { invite: id })
    }

    /// Whether nobody at this address is a member or invited.
    fn is_free(&self, address: &Address) -> Step<(), S> {
        if self.ask(|store| store.member_at(address))?.is_some() {
            return Err(Refusal::AlreadyMember.into());
        }
        match self.ask(|store| store.pending_to(address, self.context.now))? {
            Some(invite) => Err(Refusal::AlreadyInvited {
                invite_id: invite.id,
            }
            .into()),
            None => Ok(()),
        }
    }

    /// The end of a life of this many seconds.
    pub(super) fn end_after(&self, expires_in: Option<u64>) -> Result<Option<Timestamp>, Refusal> {
        let Some(seconds) = expires_in else {
            return Ok(None);
        };
        let allowed = (1..=limits::EXPIRES_IN_SECONDS).contains(&seconds);
        match i64::try_from(seconds) {
            Ok(seconds) if allowed => Ok(Some(self.context.now.plus_seconds(seconds))),
            Ok(_) | Err(_) => Err(Refusal::field("expiresIn", FieldCode::Invalid)),
        }
    }

    /// An id from the first half of the command's random bytes; the second half names its events.
    fn fresh_invite_id(&self) -> InviteId {
        let mut random = [0; 16];
        for (to, from) in random.iter_mut().zip(self.context.random) {
            *to = *from;
        }
        InviteId::new(self.account.id, random)
    }
}
