//! A command at work: what it reads, and the changes that it collects.
//!
//! Nothing is written before the command has said yes: a refusal drops the changes.

use alloc::vec::Vec;

use super::{Account, Announcement, Change, Context, Invite, Member, State, Store};
use crate::audit::{Action, Actor, Details, Draft, Outcome, Resource, ResourceType};
use crate::permission::{PermissionName, PermissionSet};
use crate::{EventId, InviteId, Policy, Refusal, UserId, limits, required};

/// Why an operation stops.
#[derive(Debug)]
pub(super) enum Stop<F> {
    /// A rule said no.
    Refused(Refusal),
    /// Storage failed.
    Fault(F),
}

impl<F> From<Refusal> for Stop<F> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// What an operation gives: its outcome, or why it stopped.
pub(super) type Step<T, S> = Result<T, Stop<<S as Store>::Fault>>;

/// A member who asks, and what they may do.
pub(super) struct Standing {
    pub(super) member: Member,
    pub(super) permissions: PermissionSet,
}

pub(super) struct Work<'a, S: Store> {
    pub(super) store: &'a S,
    pub(super) context: &'a Context<'a>,
    pub(super) account: Account,
    pub(super) changes: Vec<Change>,
    events: u32,
}

impl<'a, S: Store> Work<'a, S> {
    /// Begins with the account as it is stored. `first_event` keeps the ids of two works of one command apart.
    pub(super) const fn new(
        store: &'a S,
        context: &'a Context<'a>,
        account: Account,
        first_event: u32,
    ) -> Self {
        Self {
            store,
            context,
            account,
            changes: Vec::new(),
            events: first_event,
        }
    }

    pub(super) const fn policy(&self) -> &'a Policy {
        self.context.policy
    }

    /// Asks storage, and lets a fault stop the operation.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&S) -> Result<T, S::Fault>) -> Step<T, S> {
        question(self.store).map_err(Stop::Fault)
    }

    /// The caller as a member; to anybody else the account does not exist.
    pub(super) fn standing(&self) -> Step<Standing, S> {
        let member = self.ask(|store| store.member(&self.context.caller.user))?;
        let member = member.ok_or(Refusal::NotFound)?;
        let permissions = self.account.permissions_of(&member, self.policy());
        Ok(Standing {
            member,
            permissions,
        })
    }

    /// The caller as a member who holds `permission`.
    pub(super) fn require(&self, permission: &str) -> Step<Standing, S> {
        let standing = self.standing()?;
        if self.policy().holds(standing.permissions, permission) {
            return Ok(standing);
        }
        let missing = permission.parse::<PermissionName>().into_iter().collect();
        Err(Refusal::Forbidden { missing }.into())
    }

    /// The caller as the owner.
    pub(super) fn require_owner(&self) -> Step<Standing, S> {
        let standing = self.require(required::TEAM_ACCESS)?;
        if standing.member.user == self.account.owner {
            Ok(standing)
        } else {
            Err(Refusal::Forbidden {
                missing: Vec::new(),
            }
            .into())
        }
    }

    /// An invite that is there; to the caller it is not found otherwise.
    pub(super) fn known_invite(&self, id: &InviteId) -> Step<Invite, S> {
        Ok(self
            .ask(|store| store.invite(id))?
            .ok_or(Refusal::NotFound)?)
    }

    /// Adds one to the epoch: members, roles or the policy are about to change.
    pub(super) const fn bump_epoch(&mut self) {
        self.account.epoch = self.account.epoch.saturating_add(1);
    }

    /// Writes an event by the caller.
    pub(super) fn audit(&mut self, action: Action, resource: Resource, details: Details) {
        let actor = Actor::User(self.context.caller.user.clone());
        self.append(actor, action, resource, Outcome::Done, details);
    }

    /// Writes an event.
    pub(super) fn append(
        &mut self,
        actor: Actor,
        action: Action,
        resource: Resource,
        outcome: Outcome,
        details: Details,
    ) {
        let draft = Draft {
            id: EventId::derive(self.context.random, self.events),
            at: self.context.now,
            actor,
            action,
            resource,
            outcome,
            details,
        };
        self.events = self.events.saturating_add(1);
        let (event, head) = draft.chained(self.account.audit);
        self.account.audit = head;
        self.changes.push(Change::Append(event));
    }

    /// The account as a resource.
    pub(super) fn this_account(&self) -> Resource {
        Resource::new(ResourceType::Account, &self.account.id)
    }

    pub(super) fn put_member(&mut self, member: Member) {
        let user = member.user.clone();
        self.changes.push(Change::PutMember(member));
        self.changes
            .push(Change::Announce(Announcement::Member(user)));
    }

    pub(super) fn drop_member(&mut self, user: &UserId) {
        self.account.member_count = self.account.member_count.saturating_sub(1);
        self.changes.push(Change::DropMember(user.clone()));
        self.changes
            .push(Change::Announce(Announcement::Member(user.clone())));
    }

    /// Has the lists told that show how many members there are.
    pub(super) fn announce_count(&mut self) {
        let announcement = if self.account.member_count <= limits::COUNTED_FOR_ALL {
            Announcement::EveryMember
        } else {
            Announcement::Member(self.account.owner.clone())
        };
        self.changes.push(Change::Announce(announcement));
    }

    pub(super) fn put_invite(&mut self, invite: Invite) {
        let id = invite.id;
        let in_an_inbox = invite.mailbox.is_some();
        self.changes.push(Change::PutInvite(invite));
        if in_an_inbox {
            self.changes
                .push(Change::Announce(Announcement::Invite(id)));
        }
    }

    /// Revokes these invites, and gives their ids for the event's details.
    pub(super) fn revoke_all(&mut self, invites: Vec<Invite>) -> Vec<InviteId> {
        let mut ids = Vec::with_capacity(invites.len());
        for mut invite in invites {
            ids.push(invite.id);
            invite.state = State::Revoked;
            invite.decided_at = Some(self.context.now);
            self.put_invite(invite);
        }
        ids
    }

    /// The changes, the account's own row last; none at all when nothing was decided on.
    pub(super) fn finish(mut self, closed: bool) -> Vec<Change> {
        if self.changes.is_empty() {
            return self.changes;
        }
        self.account.sequence = self.account.sequence.saturating_add(1);
        self.changes.push(if closed {
            Change::CloseAccount(self.account)
        } else {
            Change::PutAccount(self.account)
        });
        self.changes
    }
}
