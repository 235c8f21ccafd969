//! Accepting an invite. The order of the refusals is part of the contract: it decides who learns what.

use alloc::string::ToString;

use super::caller::Person;
use super::command::Proof;
use super::command_context::{CommandContext, CommandResult};
use super::done::Done;
use super::grant::{grantor_permissions, insert_assignment};
use super::project_grants::PROJECTS_SKIPPED;
use super::{Change, Invite, Kind, Member, MembershipStatus, Redemption, State, Status, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType, cascade};
use crate::{ClosedReason, InviteId, Refusal, Timestamp, UserId, limits};

impl<S: Store> CommandContext<'_, S> {
    pub(super) fn accept(&mut self, id: &InviteId, proof: &Proof) -> CommandResult<Done, S> {
        let caller = self.require_user()?;
        let OfferedInvite { invite, joined_at } = self.invite_for_caller(id, proof)?;
        let membership = self.load(|store| store.member(&caller.user))?;
        if let Some(joined_at) = joined_at {
            // A repeat by the same user returns the same membership, while they have it and it is active.
            let unchanged = membership.filter(|member| member.joined_at == joined_at);
            return match unchanged {
                Some(member) if member.status(self.context.now) == MembershipStatus::Active => {
                    Ok(Done::Accepted { invite: *id })
                }
                Some(_) => Err(Refusal::AlreadyMember.into()),
                None => Err(INVITE_USED.into()),
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

    /// Makes the caller a member, and the invite accepted once its last use is made.
    fn join_by_invite(&mut self, caller: &Person, invite: Invite) -> CommandResult<(), S> {
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
        self.use_invite(caller, invite);
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

    /// Counts the caller's use of the invite. The last one that it allows decides it.
    fn use_invite(&mut self, caller: &Person, mut invite: Invite) {
        let id = invite.id;
        let mut details = Details::new();
        invite.uses = invite.uses.saturating_add(1);
        if invite.uses >= invite.max_uses {
            invite.state = State::Accepted(caller.user.clone());
            invite.decided_at = Some(self.context.now);
        }
        if invite.is_link() {
            self.changes.push(Change::PutRedemption(Redemption {
                invite: id,
                user: caller.user.clone(),
                number: invite.uses,
                joined_at: self.context.now,
            }));
        }
        if invite.max_uses > 1 {
            details.insert("uses".into(), Detail::Number(invite.uses.into()));
        }
        self.put_invite(invite);
        let resource = Resource::new(ResourceType::Invite, &id);
        self.audit(Action::InviteAccept, resource, details);
    }

    /// The invite, if the caller may know about it: it exists, the token is of its generation, and it is for the
    /// caller's verified address.
    ///
    /// A user who joined by a link invite may know about it later too: when it was given another link or other domains.
    pub(super) fn invite_for_caller(
        &self,
        id: &InviteId,
        proof: &Proof,
    ) -> CommandResult<OfferedInvite, S> {
        let closed = || Refusal::InviteClosed { why: None };
        let caller = self.require_user()?;
        let invite = self.load(|store| store.invite(id))?.ok_or_else(closed)?;
        let joined_at = self.load(|store| joined_at(store, &invite, &caller.user))?;
        let joined_by_link = invite.is_link() && joined_at.is_some();
        match proof {
            Proof::Token { generation, .. }
                if *generation != invite.generation && !joined_by_link =>
            {
                return Err(closed().into());
            }
            Proof::Token { .. } => {}
            // A link invite is accepted with its token. Its id alone is not enough.
            Proof::Inbox if invite.is_link() => return Err(closed().into()),
            Proof::Inbox => {}
        }
        let Some(verified) = &caller.address else {
            return Err(Refusal::EmailUnverified.into());
        };
        if joined_by_link || invite.is_for(verified) {
            return Ok(OfferedInvite { invite, joined_at });
        }
        let is_pending = invite.status(self.context.now) == Status::Pending;
        let hint = invite.hint().filter(|_| is_pending);
        Err(match (proof, hint) {
            (Proof::Token { .. }, Some(hint)) => Refusal::WrongAccount { hint },
            (Proof::Token { .. }, None) | (Proof::Inbox, _) => closed(),
        }
        .into())
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

    /// The refusal of a closed invite to a user who did not accept it. Only the owner of its address learns why.
    fn invite_closed(&self, caller: &Person, invite: &Invite) -> Refusal {
        let is_addressee = caller.address.is_some() && invite.address == caller.address;
        let why = invite.status(self.context.now).why();
        Refusal::InviteClosed {
            why: why.filter(|_| is_addressee),
        }
    }
}

/// The refusal of an invite to a user who has used it.
pub(super) const INVITE_USED: Refusal = Refusal::InviteClosed {
    why: Some(ClosedReason::Used),
};

/// An invite that the caller may know about.
pub(super) struct OfferedInvite {
    pub(super) invite: Invite,
    /// When the caller joined by it, if they did.
    pub(super) joined_at: Option<Timestamp>,
}

/// When a user joined by this invite; `None` when they did not.
pub(super) fn joined_at<S: Store>(
    store: &S,
    invite: &Invite,
    user: &UserId,
) -> Result<Option<Timestamp>, S::Error> {
    if invite.is_link()
        && let Some(redemption) = store.redemption(&invite.id, user)?
    {
        return Ok(Some(redemption.joined_at));
    }
    // An invite from before redemptions were stored, too, has its user in its state.
    let accepted_it = invite.state == State::Accepted(user.clone());
    Ok(invite.decided_at.filter(|_| accepted_it))
}
