//! Accepting an invite. The order of refusals is part of the contract: it decides who learns what.

use alloc::string::ToString;

use super::command::{Done, Person, Proof};
use super::grant::{grantor_permissions, may_vouch};
use super::work::{Step, Work};
use super::{Invite, Kind, Member, State, Status, Store};
use crate::audit::{Action, Detail, Details, Resource, ResourceType};
use crate::{InviteId, Refusal, limits};

impl<S: Store> Work<'_, S> {
    pub(super) fn accept(&mut self, id: &InviteId, proof: Proof) -> Step<Done, S> {
        let caller = self.person()?;
        let invite = self.addressed_invite(id, proof)?;
        let standing = self.ask(|store| store.member(&caller.user))?;
        if invite.state == State::Accepted(caller.user.clone()) {
            // The same user's repeat: the same membership, while it stands.
            let again = standing
                .filter(|member| member.joined_at == invite.decided_at.unwrap_or(member.joined_at));
            return match again {
                Some(_) => Ok(Done::Accepted { invite: *id }),
                None => Err(self.closed_to(caller, &invite).into()),
            };
        }
        self.still_open(caller, &invite, proof)?;
        if standing.is_some() {
            return Err(Refusal::AlreadyMember.into());
        }
        let grantor = self.ask(|store| store.member(&invite.inviter.user))?;
        let held = grantor_permissions(&self.account, self.policy(), grantor.as_ref());
        if self.account.kind == Kind::Personal || !may_vouch(self.policy(), held, &invite) {
            return Err(Refusal::RoleExceedsGrantor.into());
        }
        if self.account.member_count >= limits::MEMBERS {
            return Err(Refusal::MemberLimit.into());
        }
        self.join(caller, invite);
        Ok(Done::Accepted { invite: *id })
    }

    /// The caller becomes a member, and the invite is used.
    fn join(&mut self, caller: &Person, mut invite: Invite) {
        let role = self
            .policy()
            .role(&invite.role)
            .map_or_else(|| invite.role.clone(), |role| role.name.clone());
        let mut member = Member::new(caller.clone(), role.clone(), self.context.now);
        member.last_seen_on = Some(self.context.now.day());
        member.invited_by = Some(invite.inviter.user.clone());
        self.add_member(member);
        let id = invite.id;
        invite.state = State::Accepted(caller.user.clone());
        invite.decided_at = Some(self.context.now);
        self.put_invite(invite);
        self.audit(
            Action::InviteAccept,
            Resource::new(ResourceType::Invite, &id),
            Details::new(),
        );
        let mut details = Details::new();
        details.insert("role".into(), Detail::Text(role.to_string()));
        details.insert("invite".into(), Detail::Text(id.to_string()));
        self.audit(
            Action::MemberJoin,
            Resource::new(ResourceType::Member, &caller.user),
            details,
        );
    }

    /// The invite, if the caller is one to whom it may speak: it exists, the token is of its generation, and
    /// the caller's verified address is the one that it is for.
    pub(super) fn addressed_invite(&self, id: &InviteId, proof: Proof) -> Step<Invite, S> {
        let closed = || Refusal::InviteClosed { why: None };
        let invite = self.ask(|store| store.invite(id))?.ok_or_else(closed)?;
        match proof {
            Proof::Token { generation, .. } if generation != invite.generation => {
                return Err(closed().into());
            }
            Proof::Token { .. } => {}
            // A link invite is for whoever brings its token; its id alone opens nothing.
            Proof::Inbox if invite.address.is_none() => return Err(closed().into()),
            Proof::Inbox => {}
        }
        let Some(verified) = &self.person()?.address else {
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

    /// Whether the invite is pending and the token, if that is how it came, not past its end.
    pub(super) fn still_open(
        &self,
        caller: &Person,
        invite: &Invite,
        proof: Proof,
    ) -> Result<(), Refusal> {
        if invite.status(self.context.now) != Status::Pending {
            return Err(self.closed_to(caller, invite));
        }
        match proof {
            Proof::Token {
                expires_at_seconds, ..
            } if expires_at_seconds <= self.context.now.seconds() => Err(Refusal::TokenExpired),
            Proof::Token { .. } | Proof::Inbox => Ok(()),
        }
    }

    /// The no of a closed invite. Why is for the invitee alone: the one whose address it is for, or who used it.
    fn closed_to(&self, caller: &Person, invite: &Invite) -> Refusal {
        let theirs = invite.address.is_some() && invite.address == caller.address;
        let used_it = invite.state == State::Accepted(caller.user.clone());
        let why = invite.status(self.context.now).why();
        Refusal::InviteClosed {
            why: why.filter(|_| theirs || used_it),
        }
    }
}
