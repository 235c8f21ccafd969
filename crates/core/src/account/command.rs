//! What can be asked of an account, by whom, and what comes of it.

use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::Kind;
use crate::audit::{Actor, Details, Word};
use crate::budget::TeamBudgets;
use crate::link::MailboxName;
use crate::permission::{PermissionName, RoleName};
use crate::{
    AccountId, Address, EventId, InviteId, Name, Note, Policy, ServiceId, Timestamp, Unicode,
    UserId,
};

/// Who asks: what this request's identity token says, never what was stored.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Caller {
    /// A user.
    User(Person),
    /// A machine of the platform's.
    Service(Service),
}

impl Caller {
    /// The user who asks, if it is one.
    #[must_use]
    pub const fn user(&self) -> Option<&UserId> {
        match self {
            Self::User(person) => Some(&person.user),
            Self::Service(_) => None,
        }
    }

    /// Who asks, as the audit log has it.
    #[must_use]
    pub fn actor(&self) -> Actor {
        match self {
            Self::User(person) => Actor::User(person.user.clone()),
            Self::Service(service) => Actor::Service(service.id.clone()),
        }
    }

    /// The name of who asks.
    #[must_use]
    pub const fn name(&self) -> &Name {
        match self {
            Self::User(person) => &person.name,
            Self::Service(service) => &service.name,
        }
    }
}

/// A machine that calls, and what the operator lets it do. It is no member of any account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Service {
    /// Which.
    pub id: ServiceId,
    /// Its name.
    pub name: Name,
    /// What it may do, in every account. A permission that the policy does not know gives nothing.
    pub permissions: Vec<PermissionName>,
}

/// A user, with what is known of them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Who.
    pub user: UserId,
    /// Their name.
    pub name: Name,
    /// Their address, if it is verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Their picture's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// Whether to do it, or only to say what it would do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Run {
    /// Do it.
    Real,
    /// Write nothing.
    Dry,
}

/// What the caller brings to accept or decline an invite.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", rename_all_fields = "camelCase")]
pub enum Proof {
    /// An invite token whose signature is good.
    Token {
        /// The generation of the link that it came from.
        generation: u32,
        /// The token's end, in seconds since 1970.
        expires_at_seconds: i64,
    },
    /// The invite's id, from the inbox.
    Inbox,
}

/// Something to do to an account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Open it, with the caller as owner. Again does nothing.
    Open {
        /// Personal or team.
        kind: Kind,
        /// Its name.
        name: Name,
        /// On whose behalf, when a service opens it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        on_behalf: Option<OnBehalf>,
    },
    /// Change its name or settings.
    Update {
        /// The new name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        /// The new spend limit, in US cents per hour.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        spend_limit_cents_per_hour: Option<u64>,
    },
    /// Make a personal account a team.
    Convert {
        /// The team's name; a dry run needs none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Name>,
        /// Really?
        run: Run,
    },
    /// Make a team a personal account again, or close it if it never was one.
    Revert {
        /// The team's name as typed; a dry run needs none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirm_name: Option<String>,
        /// Really?
        run: Run,
    },
    /// Note that the caller is here, under the name that they have now; a token is minted next.
    Attend,
    /// Make a user a member with this role; a service's.
    Enrol {
        /// Whom.
        person: Person,
        /// The role.
        role: RoleName,
    },
    /// Write into the audit log what happened elsewhere; a service's.
    Note {
        /// What was done.
        action: Word,
        /// The kind of thing that it was done to.
        resource_type: Word,
        /// That thing's id.
        resource_id: String,
        /// What else.
        details: Details,
    },
    /// Give a member another role.
    ChangeRole {
        /// Whom.
        user: UserId,
        /// The role.
        role: RoleName,
    },
    /// Remove a member; the caller themself leaves.
    Remove {
        /// Whom.
        user: UserId,
    },
    /// Invite somebody.
    Invite {
        /// Whom; nobody makes it a link invite.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<Address>,
        /// The inbox of that address.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        mailbox: Option<MailboxName>,
        /// The role.
        role: RoleName,
        /// Its life in seconds; without end when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
        /// A word to the invitee.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Note>,
    },
    /// Vouch for an invite again, with its link or a new one.
    Resend {
        /// Which.
        invite: InviteId,
        /// Whether its old links end.
        link: Link,
        /// A new life in seconds; the old end stays when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
    },
    /// Take an invite back.
    Revoke {
        /// Which.
        invite: InviteId,
    },
    /// Join.
    Accept {
        /// By which invite.
        invite: InviteId,
        /// With what in hand.
        proof: Proof,
    },
    /// Do not join.
    Decline {
        /// Which invite.
        invite: InviteId,
        /// With what in hand.
        proof: Proof,
    },
}

/// Whom a service opens an account for, and what it knows the account as.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OnBehalf {
    /// The owner to be.
    pub owner: Person,
    /// The platform's own id for the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
}

/// What becomes of an invite's links when it is resent.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// They go on working.
    Keep,
    /// They are closed, and there is a new one.
    Rotate,
}

/// What only the outside knows.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The account that the command is for.
    pub account: AccountId,
    /// The moment.
    pub now: Timestamp,
    /// Who asks.
    pub caller: &'a Caller,
    /// 32 random bytes, used for this command alone.
    pub random: &'a [u8; 32],
    /// Today's policy.
    pub policy: &'a Policy,
    /// Unicode's tables.
    pub unicode: &'a dyn Unicode,
    /// The highest spend limit that a member may set, in US cents per hour.
    pub spend_limit_ceiling: u64,
    /// What the account may do how often.
    pub budgets: TeamBudgets,
    /// The request's idempotency key, and what it is a key to.
    pub idempotency: Option<Idempotency<'a>>,
}

/// An idempotency key and the fingerprint of the request that it came with.
#[derive(Clone, Copy, Debug)]
pub struct Idempotency<'a> {
    /// The key.
    pub key: &'a str,
    /// SHA-256 of method, path and body, as text.
    pub fingerprint: &'a str,
}

/// What an idempotency key was used for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
    /// The key.
    pub key: String,
    /// The fingerprint that came with it.
    pub fingerprint: String,
    /// When.
    pub at: Timestamp,
    /// What came of it.
    pub done: Done,
}

/// What came of a command, as ids: replies are always made from the state as it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Done {
    /// The account is as asked.
    Account,
    /// The account is closed.
    Closed,
    /// The caller is a member, and was seen.
    Attended,
    /// The member is as asked.
    Member {
        /// Whom.
        user: UserId,
    },
    /// The user is no member any more.
    Removed {
        /// Whom.
        user: UserId,
    },
    /// The event is in the log.
    Noted {
        /// Which.
        event: EventId,
    },
    /// The invite is as asked.
    Invite {
        /// Which.
        invite: InviteId,
    },
    /// The caller is a member by this invite.
    Accepted {
        /// Which.
        invite: InviteId,
    },
    /// What a dry run found.
    Planned(Plan),
}

/// What a convert or revert would do.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Members who would be out.
    pub members_removed: u32,
    /// Pending invites that would be revoked.
    pub invites_revoked: u32,
    /// What the account would be afterwards; absent when it would be closed for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub becomes: Option<Kind>,
    /// The name that it would have afterwards, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Name>,
}
