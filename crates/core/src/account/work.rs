//! A command at work: what it reads, and the changes that it collects.
//!
//! Nothing is written before the command has said yes: a refusal drops the changes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::command::{Caller, Person};
use super::{Account, Announcement, Change, Context, Invite, Member, State, Store};
use crate::audit::{Action, Actor, Details, Draft, Outcome, Resource, ResourceType, Word};
use crate::budget::Budget;
use crate::permission::{PermissionName, PermissionSet};
use crate::{EventId, InviteId, Policy, Refusal, Timestamp, UserId, limits, required};

/// Why an operation stops.
#[derive(Debug)]
pub(super) enum Stop<F> {
    /// A rule said no; behind a pointer, so that each `?` moves little.
    Refused(Box<Refusal>),
    /// Storage failed.
    Fault(F),
}

impl<F> From<Refusal> for Stop<F> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(boxed(refusal))
    }
}

#[inline(never)]
fn boxed(refusal: Refusal) -> Box<Refusal> {
    Box::new(refusal)
}

/// What an operation gives: its outcome, or why it stopped.
pub(super) type Step<T, S> = Result<T, Stop<<S as Store>::Fault>>;

/// Who asks, and what they may do.
pub(super) struct Standing {
    /// None for a service.
    pub(super) member: Option<Member>,
    pub(super) permissions: PermissionSet,
}

pub(super) struct Work<'a, S: Store> {
    pub(super) store: &'a S,
    pub(super) context: &'a Context<'a>,
    pub(super) account: Account,
    pub(super) changes: Vec<Change>,
    /// The `at` of this command's events: now, or the last event's `at` where that is later.
    event_time: Timestamp,
    events: u32,
}

impl<'a, S: Store> Work<'a, S> {
    /// Begins with an account that has no events yet, or whose log will not be appended to.
    pub(super) const fn new(store: &'a S, context: &'a Context<'a>, account: Account) -> Self {
        Self {
            store,
            context,
            account,
            changes: Vec::new(),
            event_time: context.now,
            events: 0,
        }
    }

    /// Begins with the account as it is stored, to append to its log. `first_event` keeps the ids of two works of one
    /// command apart.
    ///
    /// Time never goes back within a log. The clocks of two machines differ, so the last event may be later than now.
    pub(super) fn appending(
        store: &'a S,
        context: &'a Context<'a>,
        account: Account,
        first_event: u32,
    ) -> Result<Self, S::Fault> {
        let last = store.last_event_at()?;
        Ok(Self {
            event_time: last.map_or(context.now, |last| last.max(context.now)),
            events: first_event,
            ..Self::new(store, context, account)
        })
    }

    pub(super) const fn policy(&self) -> &'a Policy {
        self.context.policy
    }

    /// Asks storage, and lets a fault stop the operation.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&S) -> Result<T, S::Fault>) -> Step<T, S> {
        question(self.store).map_err(Stop::Fault)
    }

    /// The caller, who must be a user: a service has no account, inbox or membership.
    pub(super) fn person(&self) -> Result<&'a Person, Refusal> {
        match self.context.caller {
            Caller::User(person) => Ok(person),
            Caller::Service(_) => Err(Refusal::NOT_YOURS),
        }
    }

    /// The caller as a member, or a service within its bounds; to anybody else the account does not exist.
    pub(super) fn standing(&self) -> Step<Standing, S> {
        let policy = self.policy();
        let person = match self.context.caller {
            Caller::User(person) => person,
            Caller::Service(service) => {
                return Ok(Standing {
                    member: None,
                    permissions: policy.set_named(&service.permissions),
                });
            }
        };
        let member = self.ask(|store| store.member(&person.user))?;
        let member = member.ok_or(Refusal::NotFound)?;
        let permissions = self.account.permissions_of(&member, policy);
        Ok(Standing {
            member: Some(member),
            permissions,
        })
    }

    /// A service that holds `permission`. Users are refused whatever they hold.
    pub(super) fn require_service(&self, permission: &str) -> Step<Standing, S> {
        match self.context.caller {
            Caller::User(_) => {
                // To a stranger the account does not exist.
                self.standing()?;
                Err(Refusal::NOT_YOURS.into())
            }
            Caller::Service(_) => self.require(permission),
        }
    }

    /// The caller, who must hold `permission`.
    pub(super) fn require(&self, permission: &str) -> Step<Standing, S> {
        let standing = self.standing()?;
        if self.policy().holds(standing.permissions, permission) {
            return Ok(standing);
        }
        let missing = permission.parse::<PermissionName>().into_iter().collect();
        Err(Refusal::Forbidden { missing }.into())
    }

    /// The caller as the owner.
    pub(super) fn require_owner(&self) -> Step<&'a Person, S> {
        let person = self.person()?;
        self.require(required::TEAM_ACCESS)?;
        if person.user == self.account.owner {
            Ok(person)
        } else {
            Err(Refusal::NOT_YOURS.into())
        }
    }

    /// An invite that is there; to the caller it is not found otherwise.
    pub(super) fn known_invite(&self, id: &InviteId) -> Step<Invite, S> {
        Ok(self
            .ask(|store| store.invite(id))?
            .ok_or(Refusal::NotFound)?)
    }

    /// Whether the account may do one more of what is done by `action`.
    pub(super) fn within(&self, action: Action, budget: Option<Budget>) -> Step<(), S> {
        let Some(budget) = budget else {
            return Ok(());
        };
        let first = self.ask(|store| store.done_at(action, budget.count))?;
        match first.and_then(|first| budget.wait(first, self.context.now)) {
            None => Ok(()),
            Some(retry_after) => Err(Refusal::RateLimited { retry_after }.into()),
        }
    }

    /// Adds one to the epoch: members, roles or the policy are about to change.
    pub(super) const fn bump_epoch(&mut self) {
        self.account.epoch = self.account.epoch.saturating_add(1);
    }

    /// Writes an event by the caller.
    pub(super) fn audit(&mut self, action: Action, resource: Resource, details: Details) {
        let actor = self.context.caller.actor();
        self.append(actor, action.into(), resource, Outcome::Done, details);
    }

    /// Writes an event.
    pub(super) fn append(
        &mut self,
        actor: Actor,
        action: Word,
        resource: Resource,
        outcome: Outcome,
        details: Details,
    ) -> EventId {
        let id = EventId::derive(self.context.random, self.events);
        let draft = Draft {
            id,
            at: self.event_time,
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
        id
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

    /// One member more, in a new epoch.
    pub(super) fn add_member(&mut self, mut member: Member) {
        self.bump_epoch();
        self.account.member_count = self.account.member_count.saturating_add(1);
        member.changed_epoch = self.account.epoch;
        self.put_member(member);
        self.announce_count();
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
