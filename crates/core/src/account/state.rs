//! The stored state of an account.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Grant, Person};
use crate::audit::Head;
use crate::link::MailboxName;
use crate::permission::PermissionSet;
use crate::{
    AccountId, Address, ClosedReason, Day, Domain, InviteId, Kind, MaskedAddress, MembershipStatus,
    Name, Note, Policy, PolicyId, RoleAssignment, Timestamp, UserId, UserRef,
};

/// Whether an account exists under an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// It was never opened.
    Unknown,
    /// It is open.
    Open(Account),
    /// It was closed. The tombstone keeps its id from being used again.
    Closed(Account),
}

/// An account's own row.
///
/// `epoch` is incremented by every change of members, roles or policy. `sequence` is incremented by every command that
/// changes anything, so that of two index rows made from this account the newer one can be told.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Personal or team.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// Its owner, who is always a member.
    pub owner: UserId,
    /// Its name as a personal account; `None` for a team that never was one.
    pub personal_name: Option<Name>,
    /// Incremented by every change of members, roles or policy.
    pub epoch: u64,
    /// The epoch of the last convert, revert or restore from a backup. Older tokens are stale.
    pub floor_epoch: u64,
    /// Incremented by every command that changes anything.
    pub sequence: u64,
    /// The policy of its last command.
    pub policy: PolicyId,
    /// How many members it has, including the owner.
    pub member_count: u32,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Its own spend limit in US cents per hour; `None` for the operator's default.
    pub spend_limit_cents_per_hour: Option<u64>,
    /// The platform's own id for it.
    pub external_id: Option<String>,
    /// Its latest offer of ownership.
    pub transfer: Option<Transfer>,
    /// The head of its audit chain.
    pub audit: Head,
}

/// The account's latest offer of ownership.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// The member whom it was offered to.
    pub to: UserId,
    /// When it was offered.
    pub offered_at: Timestamp,
    /// What was decided.
    pub state: TransferState,
}

/// What was decided about an offer of ownership. Its end by time, by a suspension or by leaving is none of these.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TransferState {
    /// Nothing yet.
    Open,
    /// The member accepted it.
    Accepted,
    /// The member declined it.
    Declined,
    /// The owner withdrew it.
    Withdrawn,
}

impl TransferState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Declined, Self::Withdrawn];

    /// The word in storage.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

impl Account {
    /// What a member is assigned under this policy. The owner always has the policy's owner role, and a renamed role has
    /// its new name.
    #[must_use]
    pub fn assignment_of(&self, member: &Member, policy: &Policy) -> RoleAssignment {
        member
            .assignment
            .effective(policy, member.user == self.owner)
    }

    /// The permissions that a member's row carries, in the account and in every project: those that they hold while they are
    /// neither suspended nor past their end. A role that the policy no longer has carries none.
    #[must_use]
    pub fn permissions_assigned_to(&self, member: &Member, policy: &Policy) -> PermissionSet {
        self.assignment_of(member, policy).permissions_under(policy)
    }

    /// The permissions that a member holds now: none while they are suspended or past their end.
    #[must_use]
    pub fn permissions_of(
        &self,
        member: &Member,
        policy: &Policy,
        now: Timestamp,
    ) -> PermissionSet {
        match member.status(now) {
            MembershipStatus::Active => self.permissions_assigned_to(member, policy),
            MembershipStatus::Suspended | MembershipStatus::PastEnd => PermissionSet::EMPTY,
        }
    }
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Their id.
    pub user: UserId,
    /// Their name, as last seen.
    pub name: Name,
    /// Their verified e-mail address, as last seen.
    pub address: Option<Address>,
    /// The URL of their picture, as last seen.
    pub image: Option<String>,
    /// Their role, or the list of their permissions.
    pub assignment: RoleAssignment,
    /// When their membership ends, if ever. The row stays.
    pub expires_at: Option<Timestamp>,
    /// Whether they are suspended. The row stays.
    pub suspended: bool,
    /// When they became a member.
    pub joined_at: Timestamp,
    /// The last day on which they requested a token.
    pub last_seen_on: Option<Day>,
    /// Who invited them.
    pub invited_by: Option<UserId>,
    /// The number of the audit event with which they joined; 0 for the first owner, and for who joined before it was
    /// stored.
    pub joined_seq: u64,
    /// The account's epoch at their last change. Their older tokens are stale.
    pub changed_epoch: u64,
}

impl Member {
    /// A member who joins now. The account sets the epoch and the number of the event.
    pub(super) fn new(person: Person, assignment: RoleAssignment, now: Timestamp) -> Self {
        Self {
            user: person.user,
            name: person.name,
            address: person.address,
            image: person.image,
            assignment,
            expires_at: None,
            suspended: false,
            joined_at: now,
            last_seen_on: None,
            invited_by: None,
            joined_seq: 0,
            changed_epoch: 1,
        }
    }

    /// Whether they hold what their row carries.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> MembershipStatus {
        MembershipStatus::of(self.suspended, self.expires_at, now)
    }

    /// The member's details as a user.
    #[must_use]
    pub fn person(self) -> Person {
        Person {
            user: self.user,
            name: self.name,
            address: self.address,
            image: self.image,
        }
    }
}

/// What was decided about an invite. Every state but pending is final.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing was decided yet.
    Pending,
    /// This user accepted it. Of a link invite for several users, it is the last of them.
    Accepted(UserId),
    /// The invitee declined it.
    Declined(UserId),
    /// The team revoked it.
    Revoked,
}

/// An invite's state at a given time. Expiry is computed, never stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It can be accepted.
    Pending,
    /// It was accepted, as often as it can be.
    Accepted,
    /// It was declined.
    Declined,
    /// It was revoked.
    Revoked,
    /// It expired.
    Expired,
}

impl Status {
    /// Why the invite cannot be used; `None` when it can.
    #[must_use]
    pub const fn why(self) -> Option<ClosedReason> {
        match self {
            Self::Pending => None,
            Self::Accepted => Some(ClosedReason::Used),
            Self::Declined => Some(ClosedReason::Declined),
            Self::Revoked => Some(ClosedReason::Revoked),
            Self::Expired => Some(ClosedReason::Expired),
        }
    }
}

/// An invite.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// The invitee's address. `None` for a link invite, which anybody with its token can accept.
    pub address: Option<Address>,
    /// The mailbox of the address.
    pub mailbox: Option<MailboxName>,
    /// The role that the invitee will have, or the list of permissions.
    pub assignment: RoleAssignment,
    /// How long the membership lasts once the invite is accepted, in seconds; `None` for no end.
    pub membership_expires_in: Option<u64>,
    /// What the invitee will be granted in projects.
    pub projects: Vec<Grant>,
    /// How many users can accept it. Targeted invites have one.
    pub max_uses: u32,
    /// How many users have accepted it. With the last, it is decided.
    pub uses: u32,
    /// Of a link invite: only addresses of these domains accept it. Any address does when there are none.
    pub domains: Vec<Domain>,
    /// What was decided.
    pub state: State,
    /// The grantor: the member who created or last resent it.
    pub inviter: UserRef,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it expires, if ever.
    pub expires_at: Option<Timestamp>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// When it was last resent.
    pub resent_at: Option<Timestamp>,
    /// The inviter's note.
    pub note: Option<Note>,
    /// Which link is its link: a rotation chooses a later one. Links of other generations are closed.
    pub generation: u32,
}

/// The use of a link invite by one user. A targeted invite has its user in its state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redemption {
    /// The invite.
    pub invite: InviteId,
    /// Who joined by it.
    pub user: UserId,
    /// Which use of the invite it was, counted from 1.
    pub number: u32,
    /// When they joined.
    pub joined_at: Timestamp,
}

impl Invite {
    /// Whether anybody with its token can accept it, if their address is of one of its domains.
    #[must_use]
    pub const fn is_link(&self) -> bool {
        self.address.is_none()
    }

    /// Whether the invite is for a user with this verified address.
    #[must_use]
    pub fn is_for(&self, verified: &Address) -> bool {
        match &self.address {
            Some(address) => address == verified,
            None => {
                self.domains.is_empty()
                    || self.domains.iter().any(|domain| domain.contains(verified))
            }
        }
    }

    /// What the holder of its link may see of the address that it is for; `None` when it is for any.
    #[must_use]
    pub fn hint(&self) -> Option<MaskedAddress> {
        match &self.address {
            Some(address) => Some(address.masked()),
            None => self.domains.first().map(Domain::hint),
        }
    }

    /// The invite's status at `now`.
    #[must_use]
    pub fn status(&self, now: Timestamp) -> Status {
        match self.state {
            State::Pending if self.expires_at.is_some_and(|end| end <= now) => Status::Expired,
            State::Pending => Status::Pending,
            State::Accepted(_) => Status::Accepted,
            State::Declined(_) => Status::Declined,
            State::Revoked => Status::Revoked,
        }
    }
}
