//! Accepting an invite. The order of the refusals is part of the contract: it decides who learns what.

use alloc::string::ToString;

use super::caller::Person;
use super::command::Proof;
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::grant::{grantor_permissions, insert_assignment};
use super::project_grants::PROJECTS_SKIPPED;
use super::{Invite, Kind, Member, MembershipStatus, State, Status, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::{InviteId, Refusal, limits};

impl<S: Store> CommandContext<'_, S> {
    pub(super) fn accept(&mut self, id: &InviteId, proof: &Proof) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let invite = self.invite_for_caller(id, proof)?;
        let membership = self.load(|store| store.member(&caller.user))?;
        if invite.state == State::Accepted(caller.user.clone()) {
            // A repeat by the same user returns the same membership, while they have it and it is active.
            let unchanged = membership
                .filter(|member| member.joined_at == invite.decided_at.unwrap_or(member.joined_at));
            return match unchanged {
                Some(member) if member.status(self.context.now) == MembershipStatus::Active => {
                    Ok(Done::Accepted { invite: *id })
                }
                Some(_) => Err(Refusal::AlreadyMember.into()),
                None => Err(self.invite_closed(caller, &invite).into()),
            };
        }
        self.check_open(caller, &invite, proof)?;
        if membership.is_some() {
            return Err(Refusal::AlreadyMember.into());
        }
        if self.names_another_role(&invite, proof) {
            return Err(Refusal::Conflict.into());
        }
        let grantor = self.load(|store| store.member(&invite.inviter.user))?;
        let held = grantor_permissions(
            &self.account,
            self.policy(),
            grantor.as_ref(),
            self.context.now,
        );
        if self.account.kind == Kind::Personal
            || !self.may_grant_invite(&invite.inviter.user, held, &invite)?
        {
            return Err(Refusal::RoleExceedsGrantor.into());
        }
        if self.account.member_count >= limits::MEMBERS {
            return Err(Refusal::MemberLimit.into());
        }
        self.join_by_invite(caller, invite)?;
        Ok(Done::Accepted { invite: *id })
    }

    /// Whether the token is from before the invite's role was changed. Its holder has seen another offer.
    fn names_another_role(&self, invite: &Invite, proof: &Proof) -> bool {
        let Proof::Token {
            role: Some(seen), ..
        } = proof
        else {
            return false;
        };
        let offered = invite.assignment.effective(self.policy(), false);
        *self.policy().effective_role(seen, false) != offered.role_name()
    }

    /// Makes the caller a member, and the invite accepted.
    fn join_by_invite(&mut self, caller: &Person, mut invite: Invite) -> CommandResult<(), S> {
        let assignment = invite.assignment.effective(self.policy(), false);
        let mut details = Details::new();
        insert_assignment(&mut details, "role", "permissions", &assignment);
        let mut member = Member::new(caller.clone(), assignment, self.context.now);
        member.expires_at = invite
            .membership_expires_in
            .and_then(|seconds| i64::try_from(seconds).ok())
            .map(|seconds| self.context.now.plus_seconds(seconds));
        member.last_seen_on = Some(self.context.now.day());
        member.invited_by = Some(invite.inviter.user.clone());
        let id = invite.id;
        let (granted, skipped) = self.grants_to_make(&invite.projects)?;
        let revoked = self.revoke_invites_to(&member, Some(&id))?;
        invite.state = State::Accepted(caller.user.clone());
        invite.decided_at = Some(self.context.now);
        self.put_invite(invite);
        self.audit(
            Action::InviteAccept,
            Resource::new(ResourceType::Invite, &id),
            Details::new(),
        );
        if let Some(end) = member.expires_at {
            details.insert("expiresAt".into(), Detail::Text(end.to_string()));
        }
        details.insert("invite".into(), Detail::Text(id.to_string()));
        cascade(&mut details, PROJECTS_SKIPPED, &skipped);
        self.join(member, &revoked, details);
        for grant in granted {
            let mut details = Details::new();
            details.insert("invite".into(), Detail::Text(id.to_string()));
            self.put_grant_of(&caller.user, grant, details);
        }
        Ok(())
    }

    /// The invite, if the caller may know about it: it exists, the token is of its generation, and it is for the
    /// caller's verified address.
    pub(super) fn invite_for_caller(
        &self,
        id: &InviteId,
        proof: &Proof,
    ) -> CommandResult<Invite, S> {
        let closed = || Refusal::InviteClosed { why: None };
        let invite = self.load(|store| store.invite(id))?.ok_or_else(closed)?;
        match proof {
            Proof::Token { generation, .. } if *generation != invite.generation => {
                return Err(closed().into());
            }
            Proof::Token { .. } => {}
            // A link invite is accepted with its token. Its id alone is not enough.
            Proof::Inbox if invite.address.is_none() => return Err(closed().into()),
            Proof::Inbox => {}
        }
        let Some(verified) = &self.require_user()?.address else {
            return Err(Refusal::EmailUnverified.into());
        };
        match &invite.address {
            Some(address) if address != verified => {
                let pending = invite.status(self.context.now) == Status::Pending;
                Err(match proof {
                    Proof::Token { .. } if pending => Refusal::WrongAccount {
                        hint: address.masked(),
                    },
                    Proof::Token { .. } | Proof::Inbox => closed(),
                }
                .into())
            }
            Some(_) | None => Ok(invite),
        }
    }

    /// Refuses an invite that is not pending, and an expired token.
    pub(super) fn check_open(
        &self,
        caller: &Person,
        invite: &Invite,
        proof: &Proof,
    ) -> Result<(), Refusal> {
        if invite.status(self.context.now) != Status::Pending {
            return Err(self.invite_closed(caller, invite));
        }
        match proof {
            Proof::Token {
                expires_at_seconds, ..
            } if *expires_at_seconds <= self.context.now.seconds() => Err(Refusal::TokenExpired),
            Proof::Token { .. } | Proof::Inbox => Ok(()),
        }
    }

    /// The refusal of a closed invite. Only the invitee learns why: the owner of its address, or who accepted it.
    fn invite_closed(&self, caller: &Person, invite: &Invite) -> Refusal {
        let is_addressee = invite.address.is_some() && invite.address == caller.address;
        let accepted_it = invite.state == State::Accepted(caller.user.clone());
        let why = invite.status(self.context.now).why();
        Refusal::InviteClosed {
            why: why.filter(|_| is_addressee || accepted_it),
        }
    }
}
