//! A running command: what it reads, and the changes that it collects.
//!
//! Nothing is written before the command has succeeded. A refused command drops its changes.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::caller::{Caller, Person};
use super::system_event::event_time;
use super::{Account, Announcement, Change, Context, Invite, Member, State, Store};
use crate::audit::{Action, Actor, Details, Draft, Outcome, Resource, ResourceType, Word};
use crate::budget::Budget;
use crate::permission::{PermissionName, PermissionSet};
use crate::{EventId, InviteId, Policy, Refusal, Timestamp, UserId, limits, required};

/// Why a command fails.
#[derive(Debug)]
pub(super) enum CommandError<E> {
    /// A rule refused it.
    Refused(Box<Refusal>),
    /// Storage failed.
    Store(E),
}

impl<E> From<Refusal> for CommandError<E> {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// The result of a command, or of a part of it.
pub(super) type CommandResult<T, S> = Result<T, CommandError<<S as Store>::Error>>;

/// What the caller is to the account, and what they may do in it.
pub(super) struct CallerAccess {
    /// `None` for a service.
    pub(super) member: Option<Member>,
    pub(super) permissions: PermissionSet,
}

/// Everything that the rules of one command need.
pub(super) struct CommandContext<'a, S: Store> {
    pub(super) store: &'a S,
    pub(super) context: &'a Context<'a>,
    pub(super) account: Account,
    pub(super) changes: Vec<Change>,
    /// The `at` of this command's events: now, or the last event's `at` where that is later.
    pub(super) event_time: Timestamp,
    event_count: u32,
}

impl<'a, S: Store> CommandContext<'a, S> {
    /// For an account without events, or for a command that writes none.
    pub(super) const fn new(store: &'a S, context: &'a Context<'a>, account: Account) -> Self {
        Self {
            store,
            context,
            account,
            changes: Vec::new(),
            event_time: context.now,
            event_count: 0,
        }
    }

    /// For a command that appends to the account's audit log. `first_event` keeps the event ids apart when one request
    /// appends twice.
    pub(super) fn appending(
        store: &'a S,
        context: &'a Context<'a>,
        account: Account,
        first_event: u32,
    ) -> Result<Self, S::Error> {
        let last = store.last_event_at()?;
        Ok(Self {
            event_time: event_time(last, context.now),
            event_count: first_event,
            ..Self::new(store, context, account)
        })
    }

    pub(super) const fn policy(&self) -> &'a Policy {
        self.context.policy
    }

    /// Reads from storage.
    pub(super) fn load<T>(
        &self,
        query: impl FnOnce(&S) -> Result<T, S::Error>,
    ) -> CommandResult<T, S> {
        query(self.store).map_err(CommandError::Store)
    }

    /// The caller, who must be a user: a service has no account, inbox or membership.
    pub(super) fn require_user(&self) -> Result<&'a Person, Refusal> {
        match self.context.caller {
            Caller::User(person) => Ok(person),
            Caller::Service(_) => Err(Refusal::FORBIDDEN),
        }
    }

    /// The access of a member, or of a service. For anybody else the account is not found. A member who is suspended or past
    /// their end has no permissions.
    pub(super) fn caller_access(&self) -> CommandResult<CallerAccess, S> {
        let policy = self.policy();
        let person = match self.context.caller {
            Caller::User(person) => person,
            Caller::Service(service) => {
                return Ok(CallerAccess {
                    member: None,
                    permissions: policy.set_named(&service.permissions),
                });
            }
        };
        let member = self.load(|store| store.member(&person.user))?;
        let member = member.ok_or(Refusal::NotFound)?;
        let permissions = self
            .account
            .permissions_of(&member, policy, self.context.now);
        Ok(CallerAccess {
            member: Some(member),
            permissions,
        })
    }

    /// The access of the caller, who must hold `permission`. A member who is suspended or past their end learns that instead.
    pub(super) fn require_permission(&self, permission: &str) -> CommandResult<CallerAccess, S> {
        let access = self.caller_access()?;
        if let Some(member) = &access.member {
            member.status(self.context.now).require_active()?;
        }
        if self.policy().holds(access.permissions, permission) {
            return Ok(access);
        }
        let missing = permission.parse::<PermissionName>().into_iter().collect();
        Err(Refusal::Forbidden { missing }.into())
    }

    /// The access of a service that holds `permission`. A user is refused whatever they hold.
    pub(super) fn require_service(&self, permission: &str) -> CommandResult<CallerAccess, S> {
        match self.context.caller {
            Caller::User(_) => {
                // To a stranger the account does not exist.
                self.caller_access()?;
                Err(Refusal::FORBIDDEN.into())
            }
            Caller::Service(_) => self.require_permission(permission),
        }
    }

    /// The caller, who must be the owner.
    pub(super) fn require_owner(&self) -> CommandResult<&'a Person, S> {
        let person = self.require_user()?;
        self.require_permission(required::TEAM_ACCESS)?;
        if person.user == self.account.owner {
            Ok(person)
        } else {
            Err(Refusal::FORBIDDEN.into())
        }
    }

    pub(super) fn find_member(&self, user: &UserId) -> CommandResult<Member, S> {
        let member = self.load(|store| store.member(user))?;
        Ok(member.ok_or(Refusal::NotFound)?)
    }

    pub(super) fn find_invite(&self, id: &InviteId) -> CommandResult<Invite, S> {
        let invite = self.load(|store| store.invite(id))?;
        Ok(invite.ok_or(Refusal::NotFound)?)
    }

    /// Refuses when the account has done `action` as often as its budget allows.
    pub(super) fn check_budget(
        &self,
        action: Action,
        budget: Option<Budget>,
    ) -> CommandResult<(), S> {
        let Some(budget) = budget else {
            return Ok(());
        };
        let first = self.load(|store| store.done_at(action, budget.count))?;
        match first.and_then(|first| budget.wait(first, self.context.now)) {
            None => Ok(()),
            Some(retry_after) => Err(Refusal::RateLimited { retry_after }.into()),
        }
    }

    /// The first half of the command's random bytes, for the id of what it creates.
    pub(super) fn first_random_half(&self) -> [u8; 16] {
        let mut half = [0; 16];
        for (to, from) in half.iter_mut().zip(self.context.random) {
            *to = *from;
        }
        half
    }

    /// Increments the epoch, for a change of members, roles or policy.
    pub(super) const fn bump_epoch(&mut self) {
        self.account.epoch = self.account.epoch.saturating_add(1);
    }

    /// Appends an event by the caller to the audit log.
    pub(super) fn audit(&mut self, action: Action, resource: Resource, details: Details) {
        let actor = self.context.caller.actor();
        self.append_event(actor, action.into(), resource, Outcome::Done, details);
    }

    /// Appends an event to the audit log.
    pub(super) fn append_event(
        &mut self,
        actor: Actor,
        action: Word,
        resource: Resource,
        outcome: Outcome,
        details: Details,
    ) -> EventId {
        let id = EventId::derive(self.context.random, self.event_count);
        let draft = Draft {
            id,
            at: self.event_time,
            actor,
            action,
            resource,
            outcome,
            details,
        };
        self.event_count = self.event_count.saturating_add(1);
        let (event, head) = draft.chained(self.account.audit);
        self.account.audit = head;
        self.changes.push(Change::Append(event));
        id
    }

    /// The account as the resource of an event.
    pub(super) fn account_resource(&self) -> Resource {
        Resource::new(ResourceType::Account, &self.account.id)
    }

    pub(super) fn announce(&mut self, announcement: Announcement) {
        self.changes.push(Change::Announce(announcement));
    }

    /// Announces the member count to the account lists that show it.
    pub(super) fn announce_member_count(&mut self) {
        self.announce(if self.account.member_count <= limits::COUNTED_FOR_ALL {
            Announcement::EveryMember
        } else {
            Announcement::Member(self.account.owner.clone())
        });
    }

    pub(super) fn put_member(&mut self, member: Member) {
        let user = member.user.clone();
        self.changes.push(Change::PutMember(member));
        self.announce(Announcement::Member(user));
    }

    /// Adds a member, in a new epoch.
    pub(super) fn add_member(&mut self, mut member: Member) {
        self.bump_epoch();
        self.account.member_count = self.account.member_count.saturating_add(1);
        member.changed_epoch = self.account.epoch;
        // The event that follows this change.
        member.joined_seq = self.account.audit.count.saturating_add(1);
        self.put_member(member);
        self.announce_member_count();
    }

    pub(super) fn remove_member(&mut self, user: &UserId) {
        self.account.member_count = self.account.member_count.saturating_sub(1);
        self.changes.push(Change::DropGrantsOf(user.clone()));
        self.changes.push(Change::DropMember(user.clone()));
        self.announce(Announcement::Member(user.clone()));
    }

    pub(super) fn put_invite(&mut self, invite: Invite) {
        let id = invite.id;
        let is_in_inbox = invite.mailbox.is_some();
        self.changes.push(Change::PutInvite(invite));
        if is_in_inbox {
            self.announce(Announcement::Invite(id));
        }
    }

    /// Revokes invites and returns their ids, for the event's details.
    pub(super) fn revoke_invites(&mut self, invites: Vec<Invite>) -> Vec<InviteId> {
        let mut ids = Vec::with_capacity(invites.len());
        for mut invite in invites {
            if self.revokes(&invite.id) {
                continue;
            }
            ids.push(invite.id);
            invite.state = State::Revoked;
            invite.decided_at = Some(self.context.now);
            self.put_invite(invite);
        }
        ids
    }

    /// Whether this command has revoked the invite already, for another reason.
    pub(super) fn revokes(&self, id: &InviteId) -> bool {
        self.changes.iter().any(
            |change| matches!(change, Change::PutInvite(invite) if invite.id == *id && invite.state == State::Revoked),
        )
    }

    /// The collected changes and the account's new row. Empty when nothing changed.
    pub(super) fn into_changes(self) -> Vec<Change> {
        self.into_changes_with(Change::PutAccount)
    }

    /// The collected changes and the account's tombstone.
    pub(super) fn into_closing_changes(self) -> Vec<Change> {
        self.into_changes_with(Change::CloseAccount)
    }

    fn into_changes_with(mut self, account_change: fn(Account) -> Change) -> Vec<Change> {
        if self.changes.is_empty() {
            return self.changes;
        }
        self.account.sequence = self.account.sequence.saturating_add(1);
        self.changes.push(account_change(self.account));
        self.changes
    }
}
