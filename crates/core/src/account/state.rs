//! What is stored of an account.

use alloc::string::String;

use serde::{Deserialize, Serialize};

use super::Person;
use crate::audit::Head;
use crate::link::MailboxName;
use crate::permission::{PermissionSet, RoleName};
use crate::{
    AccountId, Address, Day, InviteId, Kind, Name, Note, Policy, PolicyId, Timestamp, UserId,
    UserRef, Why,
};

/// Whether there is an account under an id.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Presence {
    /// None was ever opened.
    Unknown,
    /// There is one.
    Open(Account),
    /// There was one. Its tombstone keeps the id from being used again.
    Closed(Account),
}

/// An account's own row.
///
/// `epoch` grows by one with every change to members, roles or policy; `sequence` with every command that
/// changes anything, so that index rows made from this account can be told newer from older.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Personal or team.
    pub kind: Kind,
    /// Its name.
    pub name: Name,
    /// Its one owner, who always is a member.
    pub owner: UserId,
    /// The name that it had as a personal account; `None` for a team that never was one.
    pub personal_name: Option<Name>,
    /// +1 by every change to members, roles or policy.
    pub epoch: u64,
    /// The epoch of the last convert or revert: older tokens are stale.
    pub floor_epoch: u64,
    /// +1 by every command that changes anything.
    pub sequence: u64,
    /// The policy that it last ran a command under.
    pub policy: PolicyId,
    /// Members, the owner among them.
    pub member_count: u32,
    /// When it was opened.
    pub created_at: Timestamp,
    /// Its own spend limit in US cents per hour; `None` for the operator's default.
    pub spend_limit_cents_per_hour: Option<u64>,
    /// The platform's own id for it.
    pub external_id: Option<String>,
    /// Where its audit chain stands.
    pub audit: Head,
}

impl Account {
    /// The role that a member holds: the owner always the policy's owner role.
    #[must_use]
    pub fn role_of<'a>(&self, member: &'a Member, policy: &'a Policy) -> &'a RoleName {
        policy.effective_role(&member.role, member.user == self.owner)
    }

    /// What a member may do. A role that has vanished carries nothing.
    #[must_use]
    pub fn permissions_of(&self, member: &Member, policy: &Policy) -> PermissionSet {
        policy.set_of(self.role_of(member, policy))
    }
}

/// A member.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// The name last seen.
    pub name: Name,
    /// The verified address last seen.
    pub address: Option<Address>,
    /// The picture's address last seen.
    pub image: Option<String>,
    /// The role given to them.
    pub role: RoleName,
    /// When they became a member.
    pub joined_at: Timestamp,
    /// The last day on which they asked for a token.
    pub last_seen_on: Option<Day>,
    /// Who invited them.
    pub invited_by: Option<UserId>,
    /// The account's epoch at their last change: their older tokens are stale.
    pub changed_epoch: u64,
}

impl Member {
    /// Somebody who becomes a member at this moment. The epoch of it is the account's to say.
    pub(super) fn new(person: Person, role: RoleName, now: Timestamp) -> Self {
        Self {
            user: person.user,
            name: person.name,
            address: person.address,
            image: person.image,
            role,
            joined_at: now,
            last_seen_on: None,
            invited_by: None,
            changed_epoch: 1,
        }
    }

    /// What is known of the member as a user.
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

/// What has been decided about an invite. All but pending are final.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// Nothing yet.
    Pending,
    /// This user accepted it.
    Accepted(UserId),
    /// The invitee declined it.
    Declined(UserId),
    /// The team took it back.
    Revoked,
}

/// An invite's state at a moment: expiry is computed, never stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It can be accepted.
    Pending,
    /// It was accepted.
    Accepted,
    /// It was declined.
    Declined,
    /// It was taken back.
    Revoked,
    /// Its time ran out.
    Expired,
}

impl Status {
    /// Why it cannot be used; `None` while it can.
    #[must_use]
    pub const fn why(self) -> Option<Why> {
        match self {
            Self::Pending => None,
            Self::Accepted => Some(Why::Used),
            Self::Declined => Some(Why::Declined),
            Self::Revoked => Some(Why::Revoked),
            Self::Expired => Some(Why::Expired),
        }
    }
}

/// An invite.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Invite {
    /// Its id.
    pub id: InviteId,
    /// Whom it is for. `None` makes it a link invite: for whoever brings its token.
    pub address: Option<Address>,
    /// The inbox that it lies in, where it is for an address.
    pub mailbox: Option<MailboxName>,
    /// The role that it gives.
    pub role: RoleName,
    /// What has been decided.
    pub state: State,
    /// The grantor: who last created or resent it, and answers for its role.
    pub inviter: UserRef,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it ends, if it does.
    pub expires_at: Option<Timestamp>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
    /// When it was last resent.
    pub resent_at: Option<Timestamp>,
    /// What the inviter adds.
    pub note: Option<Note>,
    /// How often its link was replaced. Links of another generation are closed.
    pub generation: u32,
}

impl Invite {
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
